# A program that starts the server as another process, and does not want to end.
trap '' TERM
"$@"
sleep "600$$"
