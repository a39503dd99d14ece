"""What watches over the open desk: time without a hand on it, the computer's own lock and sleep, pictures of the screen."""
