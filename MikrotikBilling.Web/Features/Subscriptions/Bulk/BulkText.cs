using System.Globalization;
using MikrotikBilling.Core.Subscriptions.Bulk;
using MikrotikBilling.Web.Shell;
using MikrotikBilling.Web.Shell.Components;

namespace MikrotikBilling.Web.Features.Subscriptions.Bulk;

/// <summary>What runs are called.</summary>
internal static class BulkText
{
    public static readonly IReadOnlyList<Crumb> Crumbs = [new("Bulk changes", "/bulk")];

    public static string Title(BulkAction action) => action switch
    {
        BulkAction.Extend => "Extend many",
        BulkAction.Enable => "Enable many",
        BulkAction.Disable => "Disable many",
        BulkAction.ChangeProfile => "Change the profile of many",
        BulkAction.Move => "Move many to another router",
        _ => "Undo",
    };

    public static string Of(BulkLine run) => run.Action switch
    {
        BulkAction.Extend => $"Extend by {run.Days} {(run.Days == 1 ? "day" : "days")}",
        BulkAction.Enable => "Enable",
        BulkAction.Disable => "Disable",
        BulkAction.ChangeProfile => $"Change profile to {run.Profile ?? "a deleted one"}",
        BulkAction.Move => $"Move to {run.Router ?? "a deleted router"}",
        _ => "Undo",
    };

    public static (Tone Tone, string Text) State(BulkLine run) => run switch
    {
        { State: BulkState.Waiting } => (Tone.Info, "Waiting"),
        { State: BulkState.Running, StopRequested: true } => (Tone.Warn, "Stopping"),
        { State: BulkState.Running } => (Tone.Info, "At work"),
        { State: BulkState.Stopped } => (Tone.Warn, "Stopped"),
        { Refused: > 0 } => (Tone.Warn, "Done, with refusals"),
        _ => (Tone.Good, "Done"),
    };

    public static string Number(int count) => count.ToString("N0", CultureInfo.InvariantCulture);
}
