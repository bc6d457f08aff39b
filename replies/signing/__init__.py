"""Signs a printed page by its department's certificate (PAdES, ETSI EN 319 142-1) and checks the signatures of any PDF.

`certificates` and `signer` make signatures, `validity` judges them and knows no database, `isolated` runs that judgment
on a stranger's file in a process of its own. pyHanko takes half a second to import, so it is imported where it is used.
"""
