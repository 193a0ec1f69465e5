"""What a report can be written in; `language` has the catalogues, which a check does without."""

LANGUAGES = ("en", "nl")
