//! Lists, pipes, loops, here-documents: how command lines go.

use expect_test::expect;

use super::session::{check, run, session};
use crate::playground::shell::{JobState, ProcessId, is_incomplete};

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
        "i=0; while [ $i -lt 3 ]; do i=$((i+1)); echo $((i*i)); done; echo $((1/0)); echo not reached",
        expect![[r#"
            1
            4
            9
            ! bash: 1/0: division by 0 (error token is "0")
            [exit 1]
        "#]],
    );
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
fn wrong_lines_are_refused_in_bashs_words() {
    check(
        "| x\necho a &&& b\necho )\ndone\nsleep 1 &\nfor i in a; do echo; fi",
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
        assert!(is_incomplete(text), "{text}");
    }
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
