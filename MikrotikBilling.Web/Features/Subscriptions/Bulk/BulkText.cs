using System.Globalization;
using MikrotikBilling.Core.Kernel.Words;
using MikrotikBilling.Core.Subscriptions.Bulk;
using MikrotikBilling.Web.Shell;
using MikrotikBilling.Web.Shell.Components;

namespace MikrotikBilling.Web.Features.Subscriptions.Bulk;

/// <summary>What runs are called.</summary>
internal static class BulkText
{
    public static readonly IReadOnlyList<Crumb> Crumbs = [new("Bulk changes", "/bulk")];

    public static Phrase Title(BulkAction action) => action switch
    {
        BulkAction.Extend => "Extend many",
        BulkAction.Enable => "Enable many",
        BulkAction.Disable => "Disable many",
        BulkAction.ChangeProfile => "Change the profile of many",
        BulkAction.Move => "Move many to another router",
        _ => "Undo",
    };

    public static Phrase Of(BulkLine run) => run.Action switch
    {
        BulkAction.Extend => Phrase.Of($"Extend by {run.Days} {(run.Days == 1 ? Phrase.Of("day") : Phrase.Of("days"))}"),
        BulkAction.Enable => "Enable",
        BulkAction.Disable => "Disable",
        BulkAction.ChangeProfile => Phrase.Of($"Change profile to {run.Profile ?? Phrase.Of("a deleted one")}"),
        BulkAction.Move => Phrase.Of($"Move to {run.Router ?? Phrase.Of("a deleted router")}"),
        _ => "Undo",
    };

    public static (Tone Tone, Phrase Text) State(BulkLine run) => run switch
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
