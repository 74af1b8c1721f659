//! The picture of the cluster.

use std::rc::Rc;

use yew::prelude::*;

use crate::playground::view::page::View;
use crate::playground::view::subject::Subject;
use crate::ui::cluster::control_plane::ControlPlane;
use crate::ui::cluster::daemon_set_header::DaemonSetHeader;
use crate::ui::cluster::dense_map::DenseMap;
use crate::ui::cluster::empty::NoDaemonSet;
use crate::ui::cluster::node_card::NodeCard;
use crate::ui::cluster::nodes_bar::NodesBar;
use crate::ui::cluster::pod_list::PodList;
use crate::ui::text::cluster;

/// More nodes than this are drawn as a dense map.
const CARDS_MAX: usize = 60;

/// Props of [`ClusterView`].
#[derive(Clone, PartialEq, Properties)]
pub struct ClusterViewProps {
    /// What to show.
    pub view: Rc<View>,
    /// The selected node.
    pub selected: Option<Rc<str>>,
    /// What is lit up.
    pub lit: Option<Subject>,
    /// Whether the theme comes out dark, which a canvas has to know.
    pub dark: bool,
    /// Issues a command line.
    pub on_issue: Callback<String>,
    /// Shows the manifest.
    pub on_manifest: Callback<()>,
    /// A node is selected, or let go of.
    pub on_select: Callback<Rc<str>>,
    /// How large nodes are drawn.
    pub scale: i32,
    /// They shall be drawn so large.
    pub on_scale: Callback<i32>,
}

/// DaemonSets above, nodes below.
#[component]
pub fn ClusterView(props: &ClusterViewProps) -> Html {
    let view = &*props.view;
    html! {
        <main class="cluster" id="cluster" tabindex="-1" aria-label={cluster::CLUSTER}>
            if view.daemon_sets.is_empty() {
                <NoDaemonSet on_issue={props.on_issue.clone()} on_manifest={props.on_manifest.clone()} />
            }
            {for view.daemon_sets.iter().map(|daemon_set| html! {
                <DaemonSetHeader key={daemon_set.uid.clone()} daemon_set={daemon_set.clone()}
                    on_issue={props.on_issue.clone()} />
            })}
            if view.nodes.len() <= CARDS_MAX { <ControlPlane /> }
            if !view.unplaced.is_empty() {
                <section class="unplaced" aria-label={cluster::UNPLACED}>
                    <h3>{cluster::WITHOUT_NODE}</h3>
                    <PodList pods={(*view.unplaced).clone()} label={cluster::UNPLACED} />
                </section>
            }
            <NodesBar count={view.nodes.len()} is_broken={view.is_broken} scale={(view.nodes.len() <= CARDS_MAX).then_some(props.scale)}
                on_scale={props.on_scale.clone()} on_issue={props.on_issue.clone()} />
            if view.nodes.len() > CARDS_MAX {
                <DenseMap nodes={view.nodes.clone()} selected={props.selected.clone()} dark={props.dark} lit={props.lit.clone()}
                    on_select={props.on_select.clone()} on_issue={props.on_issue.clone()} />
            } else {
                <section class={classes!("nodes", size(view.nodes.len()))} aria-label="Nodes">
                    {for view.nodes.iter().map(|node| html! {
                        <NodeCard key={node.name.to_string()} node={node.clone()} on_issue={props.on_issue.clone()} />
                    })}
                </section>
            }
        </main>
    }
}

fn size(num_nodes: usize) -> &'static str {
    match num_nodes {
        0..=2 => "nodes-few",
        3..=12 => "nodes-some",
        _ => "nodes-many",
    }
}
