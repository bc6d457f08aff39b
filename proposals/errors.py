"""What can go wrong in the handling of a case. Every message is written for the person who reads it.

A wrong state (409) is never the same class as not being allowed (403).
"""


class CaseError(Exception):
    """Base of the tree. `status` is the HTTP status of the page that shows the message."""

    status = 400

    def __init__(self, message: object) -> None:
        super().__init__(message)
        self.message = message

    def __str__(self) -> str:
        return str(self.message)


class NotAllowed(CaseError):
    """The person may not do this, whatever the state."""

    status = 403


class WrongState(CaseError):
    """The step does not lead on from where the case stands now."""

    status = 409


class NotReady(CaseError):
    """The step leads on from here, but something that it needs is missing."""

    status = 409


class ReasonMissing(CaseError):
    """The step needs a written reason."""

    status = 422


class InvalidInput(CaseError):
    """What was entered cannot be taken; the message says what is wrong and what to do."""

    status = 422
