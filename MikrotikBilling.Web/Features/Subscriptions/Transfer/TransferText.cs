using System.Globalization;
using MikrotikBilling.Core.Kernel.Words;
using MikrotikBilling.Core.Subscriptions.Transfer;
using MikrotikBilling.Web.Shell;
using MikrotikBilling.Web.Shell.Components;

namespace MikrotikBilling.Web.Features.Subscriptions.Transfer;

/// <summary>What imports, their rows and steps are called.</summary>
internal static class TransferText
{
    public static readonly IReadOnlyList<Crumb> Crumbs = [new("Customers", "/customers")];
    public static readonly IReadOnlyList<Crumb> ImportCrumbs = [new("Customers", "/customers"), new("Import", "/customers/import")];

    public static (Tone Tone, Phrase Text) State(ImportLine run) => run.State switch
    {
        ImportState.Rejected => (Tone.Bad, "Cannot be read"),
        ImportState.Uploaded => (Tone.Info, "Columns to settle"),
        ImportState.Checking or ImportState.Importing when run.StopRequested => (Tone.Warn, "Stopping"),
        ImportState.Checking => (Tone.Info, "Being checked"),
        ImportState.Checked when run.Todo == 0 => (run.Bad > 0 ? Tone.Warn : Tone.Neutral, "Nothing to do"),
        ImportState.Checked => (Tone.Info, "Ready to import"),
        ImportState.Importing => (Tone.Info, "At work"),
        ImportState.Stopped => (Tone.Warn, "Stopped"),
        _ when run.Failed > 0 => (Tone.Warn, "Done, with failures"),
        _ => (Tone.Good, "Done"),
    };

    public static (Tone Tone, Phrase Text) Row(ImportRowState state) => state switch
    {
        ImportRowState.New => (Tone.Good, "New"),
        ImportRowState.Update => (Tone.Info, "Change"),
        ImportRowState.Unchanged => (Tone.Neutral, "Unchanged"),
        ImportRowState.Bad => (Tone.Bad, "Bad"),
        ImportRowState.Added => (Tone.Good, "Added"),
        ImportRowState.Updated => (Tone.Good, "Changed"),
        _ => (Tone.Warn, "Failed"),
    };

    /// <summary>Number of the present step, from 1; 5 when all are done.</summary>
    public static int Step(ImportState state) => state switch
    {
        ImportState.Rejected or ImportState.Uploaded => 2,
        ImportState.Checking or ImportState.Checked => 3,
        ImportState.Importing => 4,
        _ => 5,
    };

    public static IReadOnlyList<StepItem> Steps(Guid? id = null, ImportState? state = null) =>
        [new("Upload"), new("Columns", state == ImportState.Checked ? $"/customers/import/{id}?step=columns" : null), new("Preview"), new("Import")];

    public static string Number(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>Why a file that was checked has nothing to bring in.</summary>
    public static Phrase NothingToDo(ImportLine run) => run switch
    {
        { Bad: 0 } => "Every row is there already, just as the file says it.",
        { Unchanged: 0 } => "No row can be brought in as it is: see below what is wrong with each.",
        _ => Phrase.Of($"{Rows(run.Unchanged)} {(run.Unchanged == 1 ? Phrase.Of("is") : Phrase.Of("are"))} there already, and {Rows(run.Bad)} cannot be brought in as {(run.Bad == 1 ? Phrase.Of("it is") : Phrase.Of("they are"))}."),
    };

    public static Phrase Rows(int count) => count == 1 ? "1 row" : Phrase.Of($"{Number(count)} rows");
}
