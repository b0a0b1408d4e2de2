"""The report as pages: views, template tags, and how answers are cached and revalidated."""
