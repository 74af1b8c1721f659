//! Go templates, as `-o go-template=…` takes them: the whole language of `text/template` over JSON values.
//!
//! Invariants: nesting, steps and output are limited, so no template can hold or break the page.
//!
//! Deliberately absent: methods, channels and functions as values, complex numbers; JSON has none.
//!
//! Differs: templates that call one another stop at `DEPTH_MAX` instead of a hundred thousand levels.
//!
//! Upstream: Go `text/template`; `cli-runtime/pkg/printers/template.go`;
//! `cli-runtime/pkg/genericclioptions/template_flags.go`.

pub mod exec;
pub mod format;
pub mod funcs;
pub mod lex;
pub mod node;
pub mod parse;
pub mod parse_pipe;
pub mod printer;
pub mod value;
