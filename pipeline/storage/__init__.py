"""What is kept on disk or elsewhere: results of stages, SQLite files, files and run folders at addresses."""
