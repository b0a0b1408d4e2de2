"""The pages where people work together on a round."""
