//! From nodes and data to results.

use super::compare;
use super::parse::{Bound, Filter, JsonPath, Node};
use crate::kubectl::output::go_value::{sprint, type_name};
use serde_json::Value;
use std::borrow::Cow;

/// A value that was found: part of the data, of the expression, or made on the way.
pub type Found<'a> = Cow<'a, Value>;

/// What a field that is not there means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MissingKeys {
    /// It gives no result.
    Allow,
    /// It is an error.
    Refuse,
}

/// Values visited before evaluation gives up: `{range ..}` in `{range ..}` would hold the page for minutes.
const STEPS_MAX: u32 = 5_000_000;

impl JsonPath {
    /// One list of results for each piece of the expression, those of a range again for each round.
    pub fn find<'a>(&'a self, data: &'a Value, missing: MissingKeys) -> Result<Vec<Vec<Found<'a>>>, String> {
        let mut evaluation = Evaluation {
            nodes: &self.nodes,
            missing,
            begin_range: 0,
            in_range: 0,
            end_range: 0,
            last_end: None,
            steps: 0,
            no_data: false,
        };
        evaluation.find(0, Cow::Borrowed(data))
    }
}

struct Evaluation<'a> {
    nodes: &'a [Node],
    missing: MissingKeys,
    begin_range: u32,
    in_range: u32,
    end_range: u32,
    last_end: Option<usize>,
    steps: u32,
    /// Whether the piece being evaluated has nothing to look at, as in the body of a range over nothing.
    no_data: bool,
}

impl<'a> Evaluation<'a> {
    fn find(&mut self, first: usize, data: Found<'a>) -> Result<Vec<Vec<Found<'a>>>, String> {
        let mut all = Vec::new();
        let mut index = first;
        while let Some(node) = self.nodes.get(index) {
            self.no_data = data.is_null();
            let results = self.walk(vec![data.clone()], node)?;
            if self.end_range > 0 && self.end_range <= self.in_range {
                self.end_range -= 1;
                self.last_end = Some(index);
                break;
            }
            if self.begin_range > 0 {
                self.begin_range -= 1;
                self.in_range += 1;
                if results.is_empty() {
                    // The body runs once on nothing, so that its end is found.
                    self.find(index + 1, Cow::Owned(Value::Null))?;
                }
                for value in results {
                    all.extend(self.find(index + 1, value)?);
                }
                self.in_range -= 1;
                // A range that no `{end}` closes goes on behind its own start, so its body runs once more.
                index = self.last_end.filter(|end| *end > index).unwrap_or(index);
            } else {
                all.push(results);
            }
            index += 1;
        }
        Ok(all)
    }

    fn walk(&mut self, input: Vec<Found<'a>>, node: &'a Node) -> Result<Vec<Found<'a>>, String> {
        self.steps =
            self.steps.saturating_add(u32::try_from(input.len()).unwrap_or(u32::MAX)).saturating_add(1);
        if self.steps > STEPS_MAX {
            return Err("too many results".into());
        }
        match node {
            Node::List(nodes) => self.list(input, nodes),
            Node::Literal(text @ Value::String(_)) => Ok(vec![Cow::Borrowed(text)]),
            Node::Literal(value) => Ok(input.iter().map(|_| Cow::Borrowed(value)).collect()),
            Node::Field(name) => self.field(&input, name),
            Node::Array(bounds) => array(&input, bounds),
            Node::Filter(filter) => self.filter(input, filter),
            Node::Wildcard => Ok(input.iter().flat_map(children).collect()),
            Node::Recursive => {
                let mut results = Vec::new();
                for value in input {
                    self.recursive(value, &mut results)?;
                }
                Ok(results)
            }
            Node::Union(members) => {
                let mut results = Vec::new();
                for member in members {
                    results.extend(self.list(input.clone(), member)?);
                }
                Ok(results)
            }
            Node::Identifier(name) => self.identifier(input, name),
        }
    }

    fn list(&mut self, mut values: Vec<Found<'a>>, nodes: &'a [Node]) -> Result<Vec<Found<'a>>, String> {
        for node in nodes {
            values = self.walk(values, node)?;
        }
        Ok(values)
    }

    fn identifier(&mut self, input: Vec<Found<'a>>, name: &str) -> Result<Vec<Found<'a>>, String> {
        match name {
            "range" => {
                self.begin_range += 1;
                Ok(input)
            }
            "end" if self.in_range > 0 => {
                self.end_range += 1;
                Ok(Vec::new())
            }
            "end" => Err("not in range, nothing to end".into()),
            _ => Err(format!("unrecognized identifier {name}")),
        }
    }

    fn field(&self, input: &[Found<'a>], name: &str) -> Result<Vec<Found<'a>>, String> {
        let results: Vec<_> = input.iter().filter_map(|value| member(value, name)).collect();
        if results.is_empty() && !input.is_empty() && self.missing == MissingKeys::Refuse {
            return Err(format!("{name} is not found"));
        }
        Ok(results)
    }

    fn recursive(&mut self, value: Found<'a>, results: &mut Vec<Found<'a>>) -> Result<(), String> {
        self.steps += 1;
        if self.steps > STEPS_MAX {
            return Err("too many results".into());
        }
        let members = match &*value {
            // Upstream goes into the bytes of a string, which have nothing inside; only the string is a result.
            Value::String(text) if text.is_empty() => return Ok(()),
            Value::String(_) => Vec::new(),
            _ => {
                let members = children(&value);
                if members.is_empty() {
                    return Ok(());
                }
                members
            }
        };
        results.push(value);
        for member in members {
            self.recursive(member, results)?;
        }
        Ok(())
    }

    fn filter(&mut self, input: Vec<Found<'a>>, filter: &'a Filter) -> Result<Vec<Found<'a>>, String> {
        let mut results = Vec::new();
        for value in input {
            if !value.is_array() {
                // With no data no null can be found in it: the value is the missing data itself.
                let text = if self.no_data { "<invalid reflect.Value>".into() } else { sprint(&value) };
                return Err(format!("{text} is not array or slice and cannot be filtered"));
            }
            for item in children(&value) {
                if self.passes(&item, filter)? {
                    results.push(item);
                }
            }
        }
        Ok(results)
    }

    fn passes(&mut self, item: &Found<'a>, filter: &'a Filter) -> Result<bool, String> {
        let lefts = self.list(vec![item.clone()], &filter.left);
        let Some(operator) = &filter.operator else {
            return Ok(lefts.is_ok_and(|lefts| !lefts.is_empty()));
        };
        let Some(left) = only(lefts?)? else { return Ok(false) };
        let Some(right) = only(self.list(vec![item.clone()], &filter.right)?)? else { return Ok(false) };
        match operator.as_str() {
            "<" => compare::less(&left, &right),
            ">" => compare::less_or_equal(&left, &right).map(|is| !is),
            "==" => compare::equal(&left, &right),
            "!=" => compare::equal(&left, &right).map(|is| !is),
            "<=" => compare::less_or_equal(&left, &right),
            ">=" => compare::less(&left, &right).map(|is| !is),
            _ => return Err(format!("unrecognized filter operator {operator}")),
        }
        .map_err(|error| error.text().into())
    }
}

fn only(mut values: Vec<Found<'_>>) -> Result<Option<Found<'_>>, String> {
    if values.len() > 1 {
        return Err("can only compare one element at a time".into());
    }
    Ok(values.pop())
}

fn member<'a>(value: &Found<'a>, name: &str) -> Option<Found<'a>> {
    match value {
        Cow::Borrowed(value) => value.as_object()?.get(name).map(Cow::Borrowed),
        Cow::Owned(value) => value.as_object()?.get(name).cloned().map(Cow::Owned),
    }
}

fn children<'a>(value: &Found<'a>) -> Vec<Found<'a>> {
    match value {
        Cow::Borrowed(Value::Array(items)) => items.iter().map(Cow::Borrowed).collect(),
        Cow::Borrowed(Value::Object(fields)) => fields.values().map(Cow::Borrowed).collect(),
        Cow::Owned(Value::Array(items)) => items.iter().cloned().map(Cow::Owned).collect(),
        Cow::Owned(Value::Object(fields)) => fields.values().cloned().map(Cow::Owned).collect(),
        Cow::Borrowed(Value::String(text)) => text.bytes().map(|byte| Cow::Owned(byte.into())).collect(),
        _ => Vec::new(),
    }
}

fn array<'a>(input: &[Found<'a>], bounds: &[Bound; 3]) -> Result<Vec<Found<'a>>, String> {
    let mut results = Vec::new();
    for value in input {
        if value.is_null() {
            continue;
        }
        let Value::Array(items) = &**value else {
            return Err(format!("{} is not array or slice", type_name(value)));
        };
        let length = i64::try_from(items.len()).unwrap_or(i64::MAX);
        let mut from = bounds[0].value.unwrap_or(0);
        if from < 0 {
            from = from.saturating_add(length);
        }
        let mut to = bounds[1].value.unwrap_or(length);
        if to < 0 || to == 0 && bounds[1].derived {
            to = to.saturating_add(length);
        }
        // As upstream: an empty range ends the whole search here, also for the values that follow.
        if from == to {
            return Ok(results);
        }
        if from >= length || from < 0 {
            return Err(format!("array index out of bounds: index {from}, length {length}"));
        }
        if to > length || to < 0 {
            return Err(format!("array index out of bounds: index {}, length {length}", to - 1));
        }
        if from > to {
            return Err(format!("starting index {from} is greater than ending index {to}"));
        }
        let step = bounds[2].value.unwrap_or(1);
        if step <= 0 {
            return Err("step must be > 0".into());
        }
        let (from, to) = (usize::try_from(from).unwrap_or(0), usize::try_from(to).unwrap_or(0));
        let step = usize::try_from(step).unwrap_or(usize::MAX);
        results.extend(children(value).into_iter().take(to).skip(from).step_by(step));
    }
    Ok(results)
}
