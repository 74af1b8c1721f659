//! The picture of the cluster: DaemonSet headers above, nodes with their pods below.

pub mod budget_ledger;
pub mod chip_input;
pub mod cluster_view;
pub mod control_plane;
pub mod daemon_set_controls;
pub mod daemon_set_header;
pub mod dense_map;
pub mod empty;
pub mod fact_table;
pub mod label_chips;
pub mod map_fingers;
pub mod map_layout;
pub mod map_painter;
pub mod node_card;
pub mod node_menu;
pub mod nodes_bar;
pub mod pod_actions;
pub mod pod_chip;
pub mod pod_list;
pub mod revision_ribbon;
pub mod taint_chips;
