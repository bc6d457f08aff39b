"""Lists of departments, people and proposers as offices keep them in a spreadsheet, read and judged row by row."""
