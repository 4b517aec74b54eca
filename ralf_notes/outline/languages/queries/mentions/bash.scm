(command) @command
