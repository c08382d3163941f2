"""The sheets of report.xlsx, one file each."""
