"""The command. Importing it tunes the process for starting fast."""

import gc
import os

gc.set_threshold(200_000, 20, 50)  # what is loaded stays: looking for garbage in it took an eighth of a check
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")  # looking for one reads every package's metadata
