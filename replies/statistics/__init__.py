"""What the handling comes to in figures: measures, tables, charts, the workbook, the yearly report and the scores.

A measure is a pure definition; every number is the length of a list that a page shows one click away. What a person counts is what he
or she sees (`units.Unit.rows`). Names and definitions are Chinese, as the labels of rule sets are: they are terms of the field that go
into the report and the workbook as they stand.
"""
