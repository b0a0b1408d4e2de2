"""Pages for who runs the portal."""
