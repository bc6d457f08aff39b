"""Work on replies that crosses models. Every action takes `by=`, is atomic, and leaves an event."""
