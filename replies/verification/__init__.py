"""Whether a file is what was issued: the number that a printed reply bears, and the answer that the public gets.

What is shown to whom, and why, is in docs/explanation/trust.md.
"""
