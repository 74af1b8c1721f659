//! The tools around kubectl, as they are typed.

use expect_test::expect;

use super::session::{check, session};
use crate::apimachinery::time::Time;
use crate::playground::shell::JobState;

#[test]
fn awk_chooses_counts_and_formats() {
    let programs = [
        "NR>1 {n++} END {print n}",
        "END{print NR}",
        "BEGIN{print \"pods:\"} NR==1 || /Pend/",
        "NR>1 {printf \"%-6s|%s\\n\", $1, $NF}",
        "{s += NF} END {printf(\"%d fields\\n\", s)}",
        "/Running/{r++} !/Running/ && NR>1 {o++} END{print r, o, x}",
        "{ if ($3 == \"Running\") print $1 }",
    ];
    let lines = programs.map(|program| format!("echo '# {program}'; awk '{program}' pods.txt"));
    check(
        &lines.join("; "),
        expect![[r##"
        # NR>1 {n++} END {print n}
        3
        # END{print NR}
        4
        # BEGIN{print "pods:"} NR==1 || /Pend/
        pods:
        NAME READY STATUS
        b-2 0/1 Pending
        # NR>1 {printf "%-6s|%s\n", $1, $NF}
        a-1   |Running
        b-2   |Pending
        a-10  |Running
        # {s += NF} END {printf("%d fields\n", s)}
        12 fields
        # /Running/{r++} !/Running/ && NR>1 {o++} END{print r, o, x}
        2 1 
        # { if ($3 == "Running") print $1 }
        ! awk: this awk knows programs of one form only: condition {print …; n++; …} …, such as '$2 == "Running" {print $1, $NF}'
        [exit 2]
    "##]],
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
            ./m/ds.yaml:image: a:v1
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
