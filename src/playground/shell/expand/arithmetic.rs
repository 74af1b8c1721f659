//! `$(( … ))`: whole numbers of 64 bits, variables, parentheses, `+ - * / % **`, comparisons, `&&`, `||`, `!`, `? :`.
//!
//! Invariants: overflow wraps, as in bash; nesting is bounded.
//! Deliberately absent: assignments (`i=$((i+1))` works, `((i++))` does not), bit operations.

use std::collections::BTreeMap;

/// How deep an expression may nest, operators included.
const DEPTH_MAX: u32 = 200;

/// Operators of two sides, loosest first; those in a row bind alike.
const LEVELS: [&[&str]; 6] =
    [&["||"], &["&&"], &["==", "!="], &["<=", ">=", "<", ">"], &["+", "-"], &["*", "/", "%"]];

/// The value of an expression, or bash's words for what is wrong with it.
pub(super) fn evaluate(text: &str, variables: &BTreeMap<String, String>) -> Result<i64, String> {
    let mut reader = Reader { rest: text.trim_start(), variables, depth: 0 };
    if reader.rest.is_empty() {
        return Ok(0);
    }
    let value = reader.choice()?;
    match reader.rest {
        "" => Ok(value),
        rest => Err(format!("syntax error in expression (error token is \"{rest}\")")),
    }
}

struct Reader<'text> {
    rest: &'text str,
    variables: &'text BTreeMap<String, String>,
    depth: u32,
}

impl Reader<'_> {
    fn choice(&mut self) -> Result<i64, String> {
        self.deeper()?;
        let condition = self.level(0)?;
        if !self.take("?") {
            self.depth -= 1;
            return Ok(condition);
        }
        let yes = self.choice()?;
        if !self.take(":") {
            return Err(self.unexpected("`:' expected for conditional expression"));
        }
        let no = self.choice()?;
        self.depth -= 1;
        Ok(if condition != 0 { yes } else { no })
    }

    fn level(&mut self, level: usize) -> Result<i64, String> {
        let Some(operators) = LEVELS.get(level) else { return self.power() };
        let mut left = self.level(level + 1)?;
        while let Some(operator) = operators.iter().find(|operator| self.sees(operator)) {
            self.take(operator);
            let operand = self.rest;
            let right = self.level(level + 1)?;
            left = apply(operator, left, right)
                .ok_or_else(|| format!("division by 0 (error token is \"{operand}\")"))?;
        }
        Ok(left)
    }

    fn power(&mut self) -> Result<i64, String> {
        let base = self.unary()?;
        if !self.take("**") {
            return Ok(base);
        }
        self.deeper()?;
        let exponent = self.power()?;
        self.depth -= 1;
        let exponent = u32::try_from(exponent).map_err(|_| self.unexpected("exponent less than 0"))?;
        Ok(base.wrapping_pow(exponent))
    }

    fn unary(&mut self) -> Result<i64, String> {
        self.deeper()?;
        let value = if self.take("-") {
            self.unary()?.wrapping_neg()
        } else if self.take("+") {
            self.unary()?
        } else if self.take("!") {
            i64::from(self.unary()? == 0)
        } else if self.take("(") {
            let inner = self.choice()?;
            if !self.take(")") {
                return Err(self.unexpected("missing `)'"));
            }
            inner
        } else {
            self.operand()?
        };
        self.depth -= 1;
        Ok(value)
    }

    /// A number or the number in a variable; a variable without one counts as 0.
    fn operand(&mut self) -> Result<i64, String> {
        let length =
            self.rest.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'_').count();
        let (word, rest) = self.rest.split_at(length);
        if word.is_empty() {
            return Err(self.unexpected("syntax error: operand expected"));
        }
        let digits = word.bytes().all(|byte| byte.is_ascii_digit());
        let value = match digits {
            true => word.parse().ok(),
            false if word.starts_with(|first: char| first.is_ascii_digit()) => None,
            false => {
                let value = self.variables.get(word).map_or("", |value| value.trim());
                Some(value.parse().unwrap_or(0))
            }
        };
        let value = value.ok_or_else(|| self.unexpected("value too great for base"))?;
        self.rest = rest.trim_start();
        Ok(value)
    }

    fn deeper(&mut self) -> Result<(), String> {
        self.depth += 1;
        if self.depth > DEPTH_MAX { Err("expression recursion level exceeded".to_owned()) } else { Ok(()) }
    }

    /// Whether an operator is next, and not the beginning of a longer one.
    fn sees(&self, operator: &str) -> bool {
        let Some(after) = self.rest.strip_prefix(operator) else { return false };
        operator != "*" || !after.starts_with('*')
    }

    fn take(&mut self, operator: &str) -> bool {
        let Some(after) = self.rest.strip_prefix(operator) else { return false };
        self.rest = after.trim_start();
        true
    }

    fn unexpected(&self, what: &str) -> String {
        format!("{what} (error token is \"{}\")", self.rest)
    }
}

/// None for a division by nothing.
fn apply(operator: &str, left: i64, right: i64) -> Option<i64> {
    Some(match operator {
        "||" => i64::from(left != 0 || right != 0),
        "&&" => i64::from(left != 0 && right != 0),
        "==" => i64::from(left == right),
        "!=" => i64::from(left != right),
        "<=" => i64::from(left <= right),
        ">=" => i64::from(left >= right),
        "<" => i64::from(left < right),
        ">" => i64::from(left > right),
        "+" => left.wrapping_add(right),
        "-" => left.wrapping_sub(right),
        "*" => left.wrapping_mul(right),
        _ if right == 0 => return None,
        "/" => left.wrapping_div(right),
        _ => left.wrapping_rem(right),
    })
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    #[test]
    fn expressions_have_the_values_of_bash() {
        let variables = [("i".to_owned(), "7".to_owned()), ("s".to_owned(), "text".to_owned())].into();
        for (text, expected) in [
            ("1 + 2 * 3", "7"),
            ("(1+2)*3", "9"),
            ("i+1", "8"),
            ("i % 4 - -1", "4"),
            ("2**3**2", "512"),
            ("-7/2", "-3"),
            ("i > 3 && i <= 7", "1"),
            ("!i || 0", "0"),
            ("i==7?10:20", "10"),
            ("unset + s", "0"),
            ("", "0"),
            ("9223372036854775807 + 1", "-9223372036854775808"),
            ("1 / 0", "division by 0 (error token is \"0\")"),
            ("1 +", "syntax error: operand expected (error token is \"\")"),
            ("1 2", "syntax error in expression (error token is \"2\")"),
            ("(1", "missing `)' (error token is \"\")"),
            ("1x", "value too great for base (error token is \"1x\")"),
        ] {
            let actual =
                super::evaluate(text, &variables).map_or_else(|error| error, |value| value.to_string());
            assert_eq!(actual, expected, "{text}");
        }
        for deep in ["(", "1?", "2**", "-"] {
            let deep = super::evaluate(&deep.repeat(100_000), &variables);
            assert_eq!(deep, Err("expression recursion level exceeded".to_owned()));
        }
    }
}
