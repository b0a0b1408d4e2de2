"""Template tags; settings.py names each as a library."""
