"""The command. Importing it tunes the process for starting and ending fast."""

import atexit
import gc
import os

gc.set_threshold(200_000, 20, 50)  # what is loaded stays: looking for garbage in it took an eighth of a check
atexit.register(gc.freeze)  # nor is it looked through once more at the end, which took a seventh
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")  # looking for one reads every package's metadata
