/** What `chaos --help` and `chaos <command> --help` print. */
export const HELP = {
  chaos: `chaos runs any command under faults at the libc level, and says what happened.

  chaos run -p PROFILE -- COMMAND…   run a command under a profile, and judge it
  chaos check PROFILE…               find every mistake in profiles
  chaos compile PROFILE              print the rule texts that the libraries read
  chaos grammar                      print what rules can say, as JSON
  chaos doctor [-- COMMAND…]         whether faults can be injected here, and into a command
  chaos report DIR                   show a stored report again
  chaos demo                         watch git on a failing disk

  chaos COMMAND --help               more about one of them
  chaos --version

Exit codes: 0 passed, 1 a gate failed, 2 a mistake in arguments or profile, 3 chaos could not do its job.`,

  run: `chaos run -p PROFILE [options] -- COMMAND [ARGUMENT…]

Runs a command under the faults of a profile. Every program that the command starts is a target, its first one too.
What the command prints stays as it is; what chaos says goes to standard error. The report is in DIR/report.json.

  -p, --profile PROFILE        the profile, a YAML file
  -s, --seed S                 a whole number that all chances follow from; default: the profile's, else drawn
  -o, --output DIR             where the report goes (default: chaos-report)
  -n, --repeat N               run it N times with the same seed; the reports are DIR/1 … DIR/N,
                              that of a single run (N = 1, default) is in DIR itself
  -t, --timeout D              stop the command after this long, like 90s or 10m; a bare
                              number is milliseconds (default: 30m)
      --library-source SOURCE  auto (default: bundled, else download, else build), or one of these three
      --library-base-url URL   where releases lie, for download (default: this project's on GitHub)
      --cells CELLS            get the libraries of these cells, too, like musl-amd64,glibc-arm64: they lie
                              beside the others in the run directory

The command is in a session of its own: it reads and writes the terminal, but has no /dev/tty. At the timeout all of the
session gets SIGTERM, and 5 s later SIGKILL. On SIGINT and SIGTERM it gets the same signal, and 3 s later SIGKILL; the
report is written all the same. What of the session still runs when the command has ended is stopped; a daemon that has
left it (setsid) is not: it runs on, and a warning names it where the rules are in force in it.`,

  check: `chaos check PROFILE…

Finds every mistake in the profiles, each with file:line:column and what to write instead, and warns of errors that the
manual of the function does not list. Exit code 0 when there is no mistake, else 2.`,

  compile: `chaos compile PROFILE

Prints the rule texts of a profile, as the libraries read them.`,

  grammar: `chaos grammar

Prints what the libraries know, as JSON: errnos, signals, effects and, for each library, its operations with the effects
that are possible on each, and its functions.`,

  doctor: `chaos doctor [-- COMMAND [ARGUMENT…]]

Tells whether faults can be injected on this machine and, with a command, into that. The command is not run; loading is
proved with a small program of the system. Exit code 0 when all is well, else 1.`,

  report: `chaos report DIR [-f FORMAT]

Shows the report of an earlier run again, on standard output.

  -f, --format FORMAT   terminal (default), markdown or json`,

  demo: `chaos demo

Makes a git repository in a temporary directory and commits to it while fsync and rename fail now and then: shows which
faults were declared, which happened, and what git made of them.`,
} as const;

export type CommandName = Exclude<keyof typeof HELP, 'chaos'>;
