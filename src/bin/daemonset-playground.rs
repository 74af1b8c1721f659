//! The native command line: `daemonset-playground play [--check] FILE…` replays transcripts.

use std::process::ExitCode;

#[cfg(not(target_arch = "wasm32"))]
mod native {
    use std::process::ExitCode;

    use daemonset_playground::kubectl::output::diff::unified::unified;
    use daemonset_playground::playground::compare::compare;
    use daemonset_playground::playground::session::play::play;

    const USAGE: &str = "Usage: daemonset-playground play [--check] FILE…

Replays transcripts at a simulated cluster and prints them with the outputs it gave.
With --check it prints what differs from the outputs in the files, and exits 1 if anything does.";

    pub fn main() -> ExitCode {
        let args: Vec<String> = std::env::args().skip(1).collect();
        let Some(("play", rest)) = args.split_first().map(|(first, rest)| (first.as_str(), rest)) else {
            return usage(&args);
        };
        let (flags, files): (Vec<&String>, Vec<&String>) = rest.iter().partition(|arg| arg.starts_with('-'));
        if files.is_empty() || flags.iter().any(|flag| *flag != "--check") {
            return usage(&args);
        }
        let mut agrees = true;
        for file in files {
            match run(file, !flags.is_empty()) {
                Ok(file_agrees) => agrees &= file_agrees,
                Err(message) => {
                    eprintln!("{file}: {message}");
                    return ExitCode::from(2);
                }
            }
        }
        if agrees { ExitCode::SUCCESS } else { ExitCode::FAILURE }
    }

    fn usage(args: &[String]) -> ExitCode {
        let is_asked_for = args.iter().any(|arg| arg == "--help" || arg == "-h");
        if is_asked_for {
            println!("{USAGE}");
            return ExitCode::SUCCESS;
        }
        eprintln!("{USAGE}");
        ExitCode::from(2)
    }

    /// Plays one file; says whether it agrees, which without a check it always does.
    fn run(file: &str, is_check: bool) -> Result<bool, String> {
        let expected = std::fs::read_to_string(file).map_err(|error| error.to_string())?;
        let actual = play(&expected).map_err(|error| error.to_string())?;
        if !is_check {
            print!("{actual}");
            return Ok(true);
        }
        let report = compare(&expected, &actual);
        for difference in &report.differences {
            println!("$ {}", difference.command);
            let (wanted, got) = (difference.expected.join("\n") + "\n", difference.actual.join("\n") + "\n");
            for line in unified(&wanted, &got).lines() {
                println!("    {line}");
            }
        }
        println!("{file}: {} of {} commands agree", report.num_agreeing(), report.total);
        Ok(report.differences.is_empty())
    }
}

fn main() -> ExitCode {
    #[cfg(not(target_arch = "wasm32"))]
    return native::main();
    #[cfg(target_arch = "wasm32")]
    ExitCode::SUCCESS
}
