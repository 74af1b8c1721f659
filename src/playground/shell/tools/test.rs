//! `test` and `[`.

use crate::playground::shell::files::{Files, resolve};

/// Whether an expression holds, or what is wrong with it.
pub(super) fn evaluate(args: &[String], files: &Files, folder: &str) -> Result<bool, String> {
    let words: Vec<&str> = args.iter().map(String::as_str).collect();
    let place = |path: &str| resolve(folder, path);
    match words.as_slice() {
        [] => Ok(false),
        ["!", rest @ ..] => evaluate(&args[args.len() - rest.len()..], files, folder).map(|holds| !holds),
        [text] => Ok(!text.is_empty()),
        ["-z", text] => Ok(text.is_empty()),
        ["-n", text] => Ok(!text.is_empty()),
        ["-f", path] => Ok(files.read(&place(path)).is_ok()),
        ["-d", path] => Ok(files.is_folder(&place(path))),
        ["-e" | "-r" | "-w", path] => Ok(files.read(&place(path)).is_ok() || files.is_folder(&place(path))),
        ["-s", path] => Ok(files.read(&place(path)).is_ok_and(|text| !text.is_empty())),
        [left, "=" | "==", right] => Ok(left == right),
        [left, "!=", right] => Ok(left != right),
        [left, operator @ ("-eq" | "-ne" | "-lt" | "-le" | "-gt" | "-ge"), right] => {
            let number = |text: &str| {
                text.trim().parse::<i64>().map_err(|_| format!("{text}: integer expression expected"))
            };
            let order = number(left)?.cmp(&number(right)?);
            Ok(match *operator {
                "-eq" => order.is_eq(),
                "-ne" => order.is_ne(),
                "-lt" => order.is_lt(),
                "-le" => order.is_le(),
                "-gt" => order.is_gt(),
                _ => order.is_ge(),
            })
        }
        _ => {
            // `-a` and `-o` split an expression; `-o` binds less.
            for joint in ["-o", "-a"] {
                if let Some(at) = words.iter().position(|word| *word == joint).filter(|at| *at > 0) {
                    let left = evaluate(&args[..at], files, folder)?;
                    let right = evaluate(&args[at + 1..], files, folder)?;
                    return Ok(if joint == "-o" { left || right } else { left && right });
                }
            }
            match words.as_slice() {
                [operator, _] => Err(format!("{operator}: unary operator expected")),
                [_, operator, _] => Err(format!("{operator}: binary operator expected")),
                _ => Err("too many arguments".to_owned()),
            }
        }
    }
}
