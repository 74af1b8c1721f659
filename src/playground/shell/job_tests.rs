//! Command lines from the prompt to what they print.

use std::collections::BTreeMap;

use expect_test::{Expect, expect};

use super::files::Files;
use super::host::{Chunk, Host, Invocation, ProcessId, Progress, Stream};
use super::{JobState, Shell};
use crate::apimachinery::time::Time;

/// A session whose kubectl says what it was asked for. `kubectl get -w` prints a line every second, and
/// `kubectl fail` fails.
#[derive(Default)]
struct FakeHost {
    now: Time,
    files: Files,
    processes: BTreeMap<ProcessId, (Invocation, Time)>,
    stopped: Vec<ProcessId>,
}

impl Host for FakeHost {
    fn now(&self) -> Time {
        self.now
    }

    fn files(&mut self) -> &mut Files {
        &mut self.files
    }

    fn programs(&self) -> &'static [&'static str] {
        &["kubectl", "sim"]
    }

    fn start(&mut self, invocation: Invocation) -> ProcessId {
        let id = ProcessId(self.processes.len() as u32);
        self.processes.insert(id, (invocation, self.now));
        id
    }

    fn poll(&mut self, process: ProcessId) -> Progress {
        let (invocation, since) = self.processes.get_mut(&process).expect("it was started");
        let words: Vec<&str> = invocation.argv.iter().map(String::as_str).collect();
        let chunk = |stream, text: String| Chunk { stream, text };
        match words[..] {
            ["kubectl", "get", "-w"] => {
                let mut output = Vec::new();
                while *since <= self.now {
                    output.push(chunk(
                        Stream::Stdout,
                        format!("pod-{} {}\n", since.0 / 1000, since.0 / 1000 % 2),
                    ));
                    *since = since.plus(1000);
                }
                Progress { output, exit_code: None }
            }
            ["kubectl", "fail"] => {
                let output = vec![chunk(Stream::Stderr, "error: failed\n".to_owned())];
                Progress { output, exit_code: Some(1) }
            }
            _ => {
                let mut text = format!("{}\n", words.join(" "));
                if let Some(stdin) = invocation.stdin.take() {
                    text.push_str(&format!("<{stdin}>\n"));
                }
                if !invocation.folder.is_empty() {
                    text.push_str(&format!("in {}\n", invocation.folder));
                }
                if let Some(editor) = invocation.variables.get("EDITOR") {
                    text.push_str(&format!("EDITOR={editor}\n"));
                }
                Progress { output: vec![chunk(Stream::Stdout, text)], exit_code: Some(0) }
            }
        }
    }

    fn stop(&mut self, process: ProcessId) {
        self.stopped.push(process);
    }
}

/// A session with a few files.
fn session() -> (Shell, FakeHost) {
    let mut host = FakeHost::default();
    let pods = "NAME READY STATUS\na-1 1/1 Running\nb-2 0/1 Pending\na-10 1/1 Running\n";
    for (path, text) in
        [("pods.txt", pods), ("m/ds.yaml", "kind: DaemonSet\nimage: a:v1\n"), ("n.txt", "10\n9\n2\n9\n")]
    {
        host.files.put(path, text).expect("there is room");
    }
    (Shell::default(), host)
}

/// Runs a line to its end, a second at a time where it waits; errors are marked by `! `, a failing exit by `[exit N]`.
fn run(shell: &mut Shell, host: &mut FakeHost, line: &str) -> String {
    shell.begin(line);
    let mut out = String::new();
    for _ in 0..20 {
        let poll = shell.poll(host);
        for chunk in poll.output {
            match chunk.stream {
                Stream::Stdout => out.push_str(&chunk.text),
                Stream::Stderr => out.extend(chunk.text.split_inclusive('\n').flat_map(|line| ["! ", line])),
                Stream::Clear => out.push_str("[clear]\n"),
            }
        }
        match poll.state {
            JobState::Ended(0) => return out,
            JobState::Ended(code) => return format!("{out}[exit {code}]\n"),
            JobState::Waiting(wake) => host.now = wake.unwrap_or(host.now.plus(1000)),
        }
        if out.len() > 2000 {
            break;
        }
    }
    shell.interrupt(host);
    out + "[still running]\n"
}

/// Runs lines in one session.
fn check(lines: &str, expected: Expect) {
    let (mut shell, mut host) = session();
    let mut out = String::new();
    let mut line = String::new();
    for part in lines.lines() {
        line.push_str(part);
        if super::is_incomplete(&line) {
            line.push('\n');
            continue;
        }
        out.push_str(&run(&mut shell, &mut host, &std::mem::take(&mut line)));
    }
    expected.assert_eq(&out);
}

#[test]
fn kubectl_gets_arguments_input_and_folder() {
    check(
        "kubectl get ds -o jsonpath='{.items[*]}'",
        expect![[r#"
        kubectl get ds -o jsonpath={.items[*]}
    "#]],
    );
    check(
        "cat m/ds.yaml | kubectl apply -f -",
        expect![[r#"
        kubectl apply -f -
        <kind: DaemonSet
        image: a:v1
        >
    "#]],
    );
    check(
        "cd m; EDITOR=x kubectl edit ds; pwd; cd ..; kubectl get",
        expect![[r#"
        kubectl edit ds
        in m
        EDITOR=x
        /home/user/m
        kubectl get
    "#]],
    );
    check(
        "kubectl apply -f - < n.txt",
        expect![[r#"
        kubectl apply -f -
        <10
        9
        2
        9
        >
    "#]],
    );
}

#[test]
fn lists_follow_exit_codes() {
    check(
        "true && echo yes || echo no; false && echo yes || echo no",
        expect![[r#"
        yes
        no
    "#]],
    );
    check(
        "kubectl fail || echo code $?; ! kubectl fail && echo turned; kubectl fail",
        expect![[r#"
        ! error: failed
        code 1
        ! error: failed
        turned
        ! error: failed
        [exit 1]
    "#]],
    );
    check(
        "echo a; # comment\necho b",
        expect![[r#"
        a
        b
    "#]],
    );
}

#[test]
fn pipes_filter_as_the_usual_tools_do() {
    check(
        "grep -c Running pods.txt; grep -v Running pods.txt; grep -in PENDING pods.txt | cut -d: -f1",
        expect![[r#"
            2
            NAME READY STATUS
            b-2 0/1 Pending
            3
        "#]],
    );
    check(
        "cat pods.txt | grep -o 'a-[0-9]*' | sort -V -r",
        expect![[r#"
        a-10
        a-1
    "#]],
    );
    check(
        "cat pods.txt | awk 'NR>1 {print $1, $NF}' | column -t",
        expect![[r#"
        a-1   Running
        b-2   Pending
        a-10  Running
    "#]],
    );
    check(
        "awk '$3==\"Running\"{print $1\"!\"}' pods.txt | tr a-z A-Z | head -n 1",
        expect![[r#"
        A-1!
    "#]],
    );
    check(
        "sort -n n.txt | uniq -c; sort -rnu n.txt | head -2; wc -l n.txt; wc < n.txt",
        expect![[r#"
              1 2
              2 9
              1 10
        10
        9
        4 n.txt
              4       4       9
    "#]],
    );
    check(
        "grep -A1 -B1 Pending pods.txt; tail -n +3 pods.txt; tail -1 pods.txt",
        expect![[r#"
        a-1 1/1 Running
        b-2 0/1 Pending
        a-10 1/1 Running
        b-2 0/1 Pending
        a-10 1/1 Running
        a-10 1/1 Running
    "#]],
    );
}

#[test]
fn filters_take_files_options_and_orders() {
    check(
        "sed -n 's/Running/up/p' pods.txt; sed '1d;$d' pods.txt; tac n.txt | paste -s -d,",
        expect![[r#"
        a-1 1/1 up
        a-10 1/1 up
        a-1 1/1 Running
        b-2 0/1 Pending
        9,2,9,10
    "#]],
    );
    check(
        "grep x pods.txt; grep -w a-1 pods.txt; grep -E 'a-1+0|Pend' pods.txt; grep -q Running pods.txt && echo there",
        expect![[r#"
            a-1 1/1 Running
            b-2 0/1 Pending
            a-10 1/1 Running
            there
        "#]],
    );
    check(
        "sort -k3,3 -k1,1r pods.txt; cut -d' ' -f1,3- pods.txt | tail -2; cut -c1-3 n.txt | tr '\\n' ' '",
        expect![[r#"
            b-2 0/1 Pending
            a-10 1/1 Running
            a-1 1/1 Running
            NAME READY STATUS
            b-2 Pending
            a-10 Running
            10 9 2 9 "#]],
    );
    check(
        "grep -r image .; ls -l m; ls; ls m nope",
        expect![[r#"
        m/ds.yaml:image: a:v1
        total 4
        -rw-r--r-- 1 user user 28 Jan  5 08:00 ds.yaml
        m  n.txt  pods.txt
        ! ls: cannot access 'nope': No such file or directory
        m:
        ds.yaml
        [exit 2]
    "#]],
    );
}

#[test]
fn a_watch_streams_through_filters_and_ends_with_its_reader() {
    let (mut shell, mut host) = session();
    assert_eq!(run(&mut shell, &mut host, "kubectl get -w | grep ' 1' | head -n 2"), "pod-1 1\npod-3 1\n");
    assert_eq!(host.stopped, [ProcessId(0)]);
    shell.begin("kubectl get -w | sed s/pod/p/");
    let poll = shell.poll(&mut host);
    assert_eq!(poll.output.len(), 1);
    assert_eq!(poll.state, JobState::Waiting(None));
    let mut copy = shell.clone();
    shell.interrupt(&mut host);
    assert_eq!(host.stopped, [ProcessId(0), ProcessId(1)]);
    assert_eq!((shell.is_busy(), shell.last_exit()), (false, 130));
    assert!(copy.is_busy());
    copy.interrupt(&mut host);
}

#[test]
fn substitutions_run_first() {
    check(
        "echo $(echo a b) \"$(cat n.txt)\" x$(grep -c . n.txt)",
        expect![[r#"
        a b 10
        9
        2
        9 x4
    "#]],
    );
    check(
        "x=$(kubectl fail); echo $? [$x]; for p in $(awk 'NR>1{print $1}' pods.txt); do echo pod $p; done",
        expect![[r#"
            ! error: failed
            1 []
            pod a-1
            pod b-2
            pod a-10
        "#]],
    );
    check(
        "echo $(sleep 3; date +%T) $(echo $(echo deep))",
        expect![[r#"
        08:00:03 deep
    "#]],
    );
}

#[test]
fn files_are_written_and_read() {
    check(
        "echo a > x; echo b >> x; cat x; cat < x | wc -l; echo c > nodir/x; cat y",
        expect![[r#"
        a
        b
        2
        ! bash: nodir/x: No such file or directory
        ! cat: y: No such file or directory
        [exit 1]
    "#]],
    );
    check(
        "kubectl fail 2> err; cat err; kubectl fail 2>&1 | wc -l; kubectl fail &> /dev/null; echo $?",
        expect![[r#"
            error: failed
            1
            1
        "#]],
    );
    check(
        "cat pods.txt | tee copy.txt | wc -l; wc -l < copy.txt; mkdir -p a/b && cp pods.txt a/b && mv a c && ls -R c",
        expect![[r#"
            4
            4
            c:
            b

            c/b:
            pods.txt
        "#]],
    );
    check(
        "rm m; rm -r m; ls; rm nope; touch t && ls t; rm -f nope",
        expect![[r#"
        ! rm: cannot remove 'm': Is a directory
        n.txt  pods.txt
        ! rm: cannot remove 'nope': No such file or directory
        t
    "#]],
    );
    check(
        "sed -i s/v1/v2/ m/ds.yaml && cat m/*.yaml",
        expect![[r#"
        kind: DaemonSet
        image: a:v2
    "#]],
    );
}

#[test]
fn here_documents_are_input() {
    check(
        "x=1; cat <<EOF | kubectl apply -f -\na: $x\n  b: \"$(echo 2)\"\nEOF\ncat <<'EOF'\n$x\nEOF\ncat <<-X\n\ttab\n\tX\nwc -w <<< 'a b'",
        expect![[r#"
            kubectl apply -f -
            <a: 1
              b: "2"
            >
            $x
            tab
            2
        "#]],
    );
}

#[test]
fn loops_and_conditions_work() {
    check(
        "for i in {1..3} x; do if [ $i = 2 ]; then continue; fi; echo n$i; done",
        expect![[r#"
        n1
        n3
        nx
    "#]],
    );
    check(
        "i=3; until [ $i -le 0 ]; do echo $i; i=$(echo $i | tr 3210 2100); done",
        expect![[r#"
        3
        2
        1
    "#]],
    );
    check(
        "while true; do echo tick; sleep 5; if test -f stop; then break; fi; touch stop; done; date +%S",
        expect![[r#"
            tick
            tick
            10
        "#]],
    );
    check(
        "if false; then echo a; elif true; then echo b; else echo c; fi; (cd m; pwd); pwd; { echo x; echo y; } | wc -l",
        expect![[r#"
            b
            /home/user/m
            /home/user
            2
        "#]],
    );
    check(
        "cat n.txt | while read line; do echo got $line; done | tail -1; if true; then exit 3; fi; echo not reached",
        expect![[r#"
            got 9
            [exit 3]
        "#]],
    );
    check(
        "while true; do true; done",
        expect![[r#"
        ! bash: stopped after 10000 commands without any time passing; put a sleep into the loop
        [exit 1]
    "#]],
    );
}

#[test]
fn watch_and_xargs_run_commands() {
    let (mut shell, mut host) = session();
    shell.begin("watch -n 5 kubectl get ds");
    let texts: String = shell.poll(&mut host).output.into_iter().map(|chunk| chunk.text).collect();
    assert_eq!(texts, "Every 5.0s: kubectl get ds\n\nkubectl get ds\n");
    assert_eq!(shell.poll(&mut host).state, JobState::Waiting(Some(Time(5000))));
    check(
        "awk 'NR>1{print $1}' pods.txt | xargs kubectl delete pod",
        expect![[r#"
        kubectl delete pod a-1 b-2 a-10
    "#]],
    );
    check(
        "cut -d' ' -f1 pods.txt | xargs -n 2 echo; echo a b | xargs -I{} echo '<{}>'; echo | xargs -r echo no",
        expect![[r#"
            NAME a-1
            b-2 a-10
            <a b>
        "#]],
    );
    check(
        "echo x | xargs false",
        expect![[r#"
        [exit 123]
    "#]],
    );
}

#[test]
fn unknown_commands_are_said_to_be_so() {
    check(
        "kubctl get ds\nfrobnicate\nget pods\nvim x\n./run.sh\nm\ngrpe x | cat",
        expect![[r#"
            ! bash: kubctl: command not found
            ! Did you mean: kubectl
            [exit 127]
            ! bash: frobnicate: command not found
            [exit 127]
            ! bash: get: command not found
            ! Did you mean: kubectl get
            [exit 127]
            ! bash: vim: command not found
            ! Files are edited in the editor beside the terminal.
            [exit 127]
            ! bash: ./run.sh: No such file or directory
            [exit 127]
            ! bash: m: command not found
            [exit 127]
            ! bash: grpe: command not found
            ! Did you mean: grep
        "#]],
    );
    check(
        "kubectl get | grpe x",
        expect![[r#"
        ! bash: grpe: command not found
        ! Did you mean: grep
        [exit 127]
    "#]],
    );
}

#[test]
fn wrong_lines_are_refused_in_bashs_words() {
    check(
        "| x\necho a &&& b\necho )\ndone\nsleep 1 &\necho $((1+1))\nfor i in a; do echo; fi",
        expect![[r#"
            ! bash: syntax error near unexpected token `|'
            [exit 2]
            ! bash: syntax error near unexpected token `&'
            [exit 2]
            ! bash: syntax error near unexpected token `)'
            [exit 2]
            ! bash: syntax error near unexpected token `done'
            [exit 2]
            ! bash: this shell does not have background jobs
            [exit 2]
            ! bash: this shell does not have arithmetic
            [exit 2]
            ! bash: syntax error near unexpected token `fi'
            [exit 2]
        "#]],
    );
    let (mut shell, mut host) = session();
    assert_eq!(
        run(&mut shell, &mut host, "echo 'a"),
        "! bash: unexpected EOF while looking for matching `''\n[exit 2]\n"
    );
    for text in [
        "echo 'a",
        "echo \"a",
        "a &&",
        "a |",
        "cat <<EOF\nx",
        "for i in a; do",
        "echo $(a",
        "( a",
        "a \\",
        "if a",
    ] {
        assert!(super::is_incomplete(text), "{text}");
    }
}

#[test]
fn builtins_answer() {
    check(
        "printf '%-5s|%03d\\n' ab 7 c 8; echo -e 'a\\tb'; echo -n x; echo; seq 3 | tr '\\n' ','; echo",
        expect![[r#"
            ab   |007
            c    |008
            a	b
            x
            1,2,3,
        "#]],
    );
    check(
        "alias k=kubectl; k get ds; export A=1; echo $A; unset A; echo [$A]; which kubectl grep cd nope",
        expect![[r#"
            kubectl get ds
            1
            []
            /usr/local/bin/kubectl
            /usr/bin/grep
            cd is a shell builtin
            ! bash: type: nope: not found
            [exit 1]
        "#]],
    );
    check(
        "[ -f pods.txt ] && [ -d m ] && [[ a == a ]] && echo ok; [ 1 -lt x ]; test -z ''",
        expect![[r#"
        ok
        ! bash: [: x: integer expression expected
    "#]],
    );
    check(
        "date; sleep 61; date '+%F %H:%M:%S'; basename a/b.yaml .yaml",
        expect![[r#"
        Mon Jan  5 08:00:00 UTC 2026
        2026-01-05 08:01:01
        b
    "#]],
    );
    check(
        "echo one\nhistory\nclear",
        expect![[r#"
        one
            1  echo one
            2  history
        [clear]
    "#]],
    );
    check(
        "echo 'echo in script $0; exit 4' > s.sh; bash s.sh; echo $?; bash -c 'echo c'; source nope",
        expect![[r#"
            in script bash
            4
            c
            ! bash: nope: No such file or directory
            [exit 127]
        "#]],
    );
}

#[test]
fn hostile_lines_end() {
    check(
        "x=aaaaaaaaaaaaaaaa; while true; do x=$x$x$x$x; done; echo not reached",
        expect![[r#"
        ! bash: argument list too long
        [exit 1]
    "#]],
    );
    check(
        "echo {1..100000}{1..100000} | wc -c",
        expect![[r#"
        ! bash: argument list too long
        0
    "#]],
    );
    let nested = "$(".repeat(100);
    let (mut shell, mut host) = session();
    assert_eq!(
        run(&mut shell, &mut host, &format!("echo {nested}")),
        "! bash: this shell does not have that many commands within commands\n[exit 2]\n"
    );
}
