//! The command line's arguments: a few flags need no crate.

use crate::Outcome;

/// Arguments not taken yet.
pub struct Args(Vec<String>);

impl Args {
    pub fn from_env() -> Self {
        Self(std::env::args().skip(1).collect())
    }

    /// The first one, taken out.
    pub fn next(&mut self) -> Option<String> {
        if self.0.is_empty() { None } else { Some(self.0.remove(0)) }
    }

    /// Whether `name` is among them; taken out.
    pub fn flag(&mut self, name: &str) -> bool {
        let before = self.0.len();
        self.0.retain(|each| each != name);
        self.0.len() < before
    }

    /// The value of `--name VALUE` or `--name=VALUE`; taken out.
    pub fn value(&mut self, name: &str) -> Outcome<Option<String>> {
        let prefix = format!("{name}=");
        let Some(at) = self.0.iter().position(|each| each == name || each.starts_with(&prefix)) else {
            return Ok(None);
        };
        let found = self.0.remove(at);
        if let Some(value) = found.strip_prefix(&prefix) {
            return Ok(Some(value.to_owned()));
        }
        if at == self.0.len() {
            return Err(format!("{name} needs a value"));
        }
        Ok(Some(self.0.remove(at)))
    }

    /// All that are left.
    pub fn rest(self) -> Vec<String> {
        self.0
    }

    /// Refuses what nobody took.
    pub fn finish(self) -> Outcome {
        match self.0.first() {
            None => Ok(()),
            Some(other) => Err(format!("unexpected argument `{other}`")),
        }
    }
}
