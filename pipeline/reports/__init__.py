"""What a run leaves behind: workbook, CSV, JSON lines, HTML."""
