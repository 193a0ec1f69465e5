"""How the pages become a site: `sh docs/build.sh` writes it to docs/site, and nothing is fetched for it."""

from pathlib import Path

from ikea_effect import __version__

project = "ikea-effect"
release = version = __version__
author = copyright = ""
language = "en"

extensions = ["myst_parser"]
source_suffix = {".md": "markdown"}
exclude_patterns = ["site"]
myst_heading_anchors = 3
suppress_warnings = ["misc.highlighting_failure"]  # csv has no colors, and needs none
smartquotes = False  # an option is written --json, never with a dash
myst_enable_extensions = ["colon_fence"]

html_theme = "furo"
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_title = f"ikea-effect {version}"
html_search_scorer = str(
    Path(__file__).with_name("scorer.js")
)  # Sphinx opens it from wherever it was started
html_show_copyright = html_show_sphinx = False
html_copy_source = False
html_theme_options = {
    "light_css_variables": {"color-brand-primary": "#7a4a1f", "color-brand-content": "#7a4a1f"},
    "dark_css_variables": {"color-brand-primary": "#e0b184", "color-brand-content": "#e0b184"},
}
