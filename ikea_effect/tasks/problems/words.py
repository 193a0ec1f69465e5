"""Words whose letters are shown in another order, and every word that they make. Made for this project."""

from __future__ import annotations

from collections.abc import Mapping

Scrambled = tuple[str, str]
"""The letters as they are shown, and the words that they make, divided by spaces."""

WORDS: Mapping[str, Mapping[str, tuple[Scrambled, ...]]] = {
    "en": {
        "easy": (
            ("lmik", "milk"),
            ("hsif", "fish"),
            ("ouseh", "house"),
            ("rchia", "chair"),
            ("cisum", "music"),
            ("ragus", "sugar"),
            ("tnlap", "plant"),
            ("finke", "knife"),
            ("palep", "apple appel"),
            ("prepa", "paper"),
            ("wodniw", "window"),
            ("cijeu", "juice"),
        ),
        "hard": (
            ("lluamber", "umbrella"),
            ("notaumin", "mountain"),
            ("dacralen", "calendar"),
            ("yonjeru", "journey"),
            ("talephen", "elephant"),
            ("cidienem", "medicine"),
            ("kobetono", "notebook"),
            ("dlhouser", "shoulder"),
            ("lotcaheco", "chocolate"),
            ("ndihscaw", "sandwich"),
            ("rousdain", "dinosaur"),
            ("rinalpae", "airplane"),
        ),
    },
    "nl": {
        "easy": (
            ("lmke", "melk klem"),
            ("sihu", "huis"),
            ("elsto", "stoel"),
            ("odrob", "brood"),
            ("keumiz", "muziek"),
            ("tnlap", "plant"),
            ("ombo", "boom"),
            ("ripepa", "papier"),
            ("kursie", "suiker kruise"),
            ("remoz", "zomer"),
            ("fleta", "tafel"),
            ("kruj", "jurk"),
        ),
        "hard": (
            ("rulappa", "paraplu"),
            ("fintola", "olifant"),
            ("drakenel", "kalender"),
            ("hokreedi", "driehoek"),
            ("drouches", "schouder"),
            ("nidjemic", "medicijn"),
            ("gietvugli", "vliegtuig"),
            ("hambrote", "boterham"),
            ("lodechaco", "chocolade"),
            ("tegeberg", "gebergte"),
            ("dingwalen", "wandeling"),
            ("suhikezine", "ziekenhuis"),
        ),
    },
}
"""Of each language and form, in this order for everyone."""
