using MikrotikBilling.Core.Billing.Runs;
using MikrotikBilling.Core.Kernel.Words;
using MikrotikBilling.Web.Shell;
using MikrotikBilling.Web.Shell.Components;

namespace MikrotikBilling.Web.Features.Billing.Runs;

internal static class RunWords
{
    public static IReadOnlyList<Crumb> Crumbs { get; } = [new("Invoicing runs", "/invoice-runs")];

    public static (Phrase Text, Tone Tone) Of(InvoiceRunState state) => state switch
    {
        InvoiceRunState.Waiting => ("Waiting", Tone.Neutral),
        InvoiceRunState.Running => ("Running", Tone.Info),
        InvoiceRunState.Done => ("Done", Tone.Good),
        _ => ("Stopped", Tone.Warn),
    };
}
