using MikrotikBilling.Core.Billing.Prints;
using MikrotikBilling.Core.Kernel.Words;
using MikrotikBilling.Web.Features.Audit;
using MikrotikBilling.Web.Shell;
using MikrotikBilling.Web.Shell.Components;

namespace MikrotikBilling.Web.Features.Billing.Prints;

public static class PrintsPages
{
    /// <summary>Chooses and starts.</summary>
    internal const string New = "/invoices/print";

    /// <summary>Those that were started.</summary>
    internal const string Batches = "/invoices/prints";

    public static IServiceCollection AddPrintsPages(this IServiceCollection services) =>
        services.AddScoped<IDocumentPrinter, DocumentPrinter>().AddAuditSubject("print-run", "Printed batches", "Printed batch", id => Of(id));

    internal static string Of(Guid id) => $"{Batches}/{id}";

    internal static IReadOnlyList<Crumb> Crumbs { get; } = [new("Invoices", "/invoices"), new("Printed batches", Batches)];
}

internal static class PrintWords
{
    public static (Phrase Text, Tone Tone) Of(PrintRunState state) => state switch
    {
        PrintRunState.Waiting => ("Waiting", Tone.Neutral),
        PrintRunState.Running => ("Printing", Tone.Info),
        PrintRunState.Done => ("Done", Tone.Good),
        _ => ("Stopped", Tone.Warn),
    };

    public static Phrase Documents(int count) => count == 1 ? "1 document" : Phrase.Of($"{Units.Count(count)} documents");
}
