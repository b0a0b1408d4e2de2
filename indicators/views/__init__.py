"""The pages where figures get in. What comes out is shown by the report."""
