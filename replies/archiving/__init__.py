"""The archive of a case: what belongs to it, one ZIP of all of that, and the check that such a file is whole."""

from replies.archiving.pack import Archive, Tell, pack
from replies.archiving.verify import Checked, check

__all__ = ["Archive", "Checked", "Tell", "check", "pack"]
