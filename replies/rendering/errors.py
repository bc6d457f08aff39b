"""What goes wrong while printing."""


class RenderError(Exception):
    """The reply cannot be printed. The message is for the person who asked for it."""
