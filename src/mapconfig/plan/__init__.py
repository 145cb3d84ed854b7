"""What is to be done on a platform, decided before anything is done."""
