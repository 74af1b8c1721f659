//! Owning, merging and pruning, beside what an apply shows of them.

use serde_json::{Value, json};

use super::compare::field_set;
use super::merge::{merge, remove};
use super::place::Place;
use super::{Applied, apply, created, empty, update};
use crate::api::kind::Kind;
use crate::api::schema;
use crate::apimachinery::managed_fields::{ManagedFieldsEntry, Manager, Operation};
use crate::apimachinery::time::Time;
use expect_test::{Expect, expect};

fn manager(name: &str, operation: Operation) -> Manager {
    Manager { name: name.into(), operation, subresource: "".into() }
}

/// A DaemonSet with these containers, as the schema spells it.
fn daemon_set(pod_spec: Value) -> Value {
    let manifest = json!({"metadata": {"name": "x"}, "spec": {"template": {"spec": pod_spec}}});
    schema::decode(&manifest, schema::root("DaemonSet").unwrap()).unwrap().value
}

/// Only what the manifest says.
fn manifest(pod_spec: Value) -> Value {
    json!({"metadata": {"name": "x"}, "spec": {"template": {"spec": pod_spec}}})
}

fn containers(value: &Value) -> String {
    value.pointer("/spec/template/spec").unwrap_or(&Value::Null).to_string()
}

fn show(entries: &[ManagedFieldsEntry]) -> String {
    let lines = entries.iter().map(|entry| {
        let paths = entry.fields.paths().join(" ").replace(".spec.template.spec", "…");
        format!("{} {:?}: {paths}\n", entry.manager.name, entry.manager.operation)
    });
    lines.collect()
}

#[test]
fn lists_merge_in_the_order_of_the_manifest_around_what_is_there() {
    let check = |live: &[&str], config: &[&str], expected: &[&str]| {
        let list = |names: &[&str]| -> Value {
            let containers: Vec<Value> = names.iter().map(|name| json!({"name": name})).collect();
            manifest(json!({"containers": containers}))
        };
        let merged = merge(Some(&list(live)), Some(&list(config)), Place::root(Kind::DaemonSet)).unwrap();
        assert_eq!(containers(&merged), containers(&list(expected)), "{live:?} with {config:?}");
    };
    check(&["a", "b", "c"], &["c", "a"], &["b", "c", "a"]);
    check(&["a", "b", "c"], &["b"], &["a", "b", "c"]);
    check(&["a", "c"], &["b"], &["a", "c", "b"]);
    check(&["a", "b", "c"], &["x", "c", "y"], &["a", "b", "x", "c", "y"]);
    check(&[], &["b", "a"], &["b", "a"]);
    check(&["a", "b", "c", "d"], &["d", "b"], &["a", "c", "d", "b"]);
}

#[test]
fn fields_belong_to_who_wrote_them_last() {
    let now = Time(5_000);
    let place = Kind::DaemonSet;
    let first =
        daemon_set(json!({"containers": [{"name": "a", "image": "a:1"}], "nodeSelector": {"x": "y"}}));
    let entries = created(place, &first, manager("maker", Operation::Update), now);
    let changed = daemon_set(
        json!({"containers": [{"name": "a", "image": "a:2", "env": [{"name": "E"}]}], "nodeSelector": {"x": "z"}}),
    );
    let entries = update(place, &first, &changed, entries, manager("changer", Operation::Update), now);
    let gone = daemon_set(json!({"containers": [{"name": "b"}]}));
    let last = update(place, &changed, &gone, entries.clone(), manager("remover", Operation::Update), now);
    expect![[r#"
        changer Update: ….nodeSelector ….containers[name="a"].env ….containers[name="a"].image ….containers[name="a"].env[name="E"] ….containers[name="a"].env[name="E"].name
        maker Update: ….containers[name="a"] ….containers[name="a"].name ….containers[name="a"].resources

        remover Update: ….containers[name="b"] ….containers[name="b"].name ….containers[name="b"].resources
    "#]]
    .assert_eq(&format!("{}\n{}", show(&entries), show(&last)));
}

/// A manager that applies one manifest after another, beside another who applied its own once.
fn check_applies(mine: &[Value], theirs: Value, expected: Expect) {
    let kind = Kind::DaemonSet;
    let mut live = empty(kind);
    let mut entries = Vec::new();
    let mut text = String::new();
    let all = [("they", theirs)].into_iter().chain(mine.iter().map(|manifest| ("I", manifest.clone())));
    for (name, config) in all {
        let manager = manager(name, Operation::Apply);
        match apply(kind, &live, &manifest(config), entries.clone(), manager, false, Time(5_000)) {
            Ok(Applied { value, entries: new }) => {
                live = value;
                entries = new;
                text += &format!("{}\n", containers(&live));
            }
            Err(conflicts) => {
                for (manager, fields) in conflicts {
                    text += &format!("conflict with {}: {}\n", manager.name, fields.paths().join(" "));
                }
            }
        }
    }
    expected.assert_eq(&(text + &show(&entries)));
}

#[test]
fn what_a_manager_applies_no_longer_goes_unless_others_want_it() {
    check_applies(
        &[
            json!({"containers": [{"name": "a", "image": "i", "ports": [{"containerPort": 80}]}, {"name": "b"}], "dnsPolicy": "Default"}),
            json!({"containers": [{"name": "a"}]}),
            json!({"containers": [{"name": "c"}]}),
        ],
        json!({"containers": [{"name": "b", "image": "j"}]}),
        expect![[r#"
            {"containers":[{"image":"j","name":"b"}]}
            {"containers":[{"image":"i","name":"a","ports":[{"containerPort":80}]},{"image":"j","name":"b"}],"dnsPolicy":"Default"}
            {"containers":[{"name":"a"},{"image":"j","name":"b"}]}
            {"containers":[{"image":"j","name":"b"},{"name":"c"}]}
            I Apply: ….containers[name="c"] ….containers[name="c"].name
            they Apply: ….containers[name="b"] ….containers[name="b"].image ….containers[name="b"].name
        "#]],
    );
}

#[test]
fn two_managers_may_agree_and_may_not_disagree() {
    check_applies(
        &[
            json!({"containers": [{"name": "a", "image": "i"}], "nodeSelector": {"x": "y"}}),
            json!({"containers": [{"name": "a", "image": "j"}], "nodeSelector": {"x": "z"}}),
            json!({"containers": [{"name": "a", "env": [{"name": "E", "value": "1"}]}]}),
        ],
        json!({"containers": [{"name": "a", "image": "i"}], "nodeSelector": {"x": "y"}}),
        expect![[r#"
            {"containers":[{"image":"i","name":"a"}],"nodeSelector":{"x":"y"}}
            {"containers":[{"image":"i","name":"a"}],"nodeSelector":{"x":"y"}}
            conflict with they: .spec.template.spec.nodeSelector .spec.template.spec.containers[name="a"].image
            {"containers":[{"env":[{"name":"E","value":"1"}],"image":"i","name":"a"}],"nodeSelector":{"x":"y"}}
            I Apply: ….containers[name="a"] ….containers[name="a"].name ….containers[name="a"].env[name="E"] ….containers[name="a"].env[name="E"].name ….containers[name="a"].env[name="E"].value
            they Apply: ….nodeSelector ….containers[name="a"] ….containers[name="a"].image ….containers[name="a"].name
        "#]],
    );
}

#[test]
fn fields_are_found_and_taken_out_by_path() {
    let place = Place::root(Kind::DaemonSet);
    let value = manifest(json!({
        "containers": [{"name": "a", "ports": [{"containerPort": 80}, {"containerPort": 80, "protocol": "UDP"}]}],
        "tolerations": [{"operator": "Exists"}],
        "affinity": {"nodeAffinity": {}},
    }));
    let set = field_set(&value, place);
    expect![[r#"
        .metadata.name
        .spec.template.spec.tolerations
        .spec.template.spec.affinity.nodeAffinity
        .spec.template.spec.containers[name="a"]
        .spec.template.spec.containers[name="a"].name
        .spec.template.spec.containers[name="a"].ports[containerPort=80,protocol="TCP"]
        .spec.template.spec.containers[name="a"].ports[containerPort=80,protocol="UDP"]
        .spec.template.spec.containers[name="a"].ports[containerPort=80,protocol="TCP"].containerPort
        .spec.template.spec.containers[name="a"].ports[containerPort=80,protocol="UDP"].containerPort
        .spec.template.spec.containers[name="a"].ports[containerPort=80,protocol="UDP"].protocol
    "#]]
    .assert_eq(&(set.paths().join("\n") + "\n"));
    let ports = set.below("f:spec").below("f:template").below("f:spec").below("f:containers");
    let ports = ports.below(r#"k:{"name":"a"}"#).below("f:ports");
    let list = value.pointer("/spec/template/spec/containers/0/ports").unwrap();
    let ports_place =
        place.field("spec").field("template").field("spec").field("containers").element().field("ports");
    let first = ports.steps().into_iter().next().unwrap();
    assert_eq!(first, r#"k:{"containerPort":80,"protocol":"TCP"}"#);
    let one = crate::apimachinery::field_set::FieldSet::default().with(&[&first]);
    assert_eq!(remove(list, &one, ports_place).to_string(), r#"[{"containerPort":80,"protocol":"UDP"}]"#);
}
