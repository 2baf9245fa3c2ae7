using MikrotikBilling.Web.Features.Billing.Ledger;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Reports;

/// <summary>Who owes, as a program asks for it.</summary>
public sealed record ReceivableListQuery(string? Currency, string? Cursor) : IListQuery
{
    public ReceivableListQuery()
        : this(null, null)
    {
    }

    public string? Code => TrialBalanceQuery.Code(Currency);

    public IEnumerable<string> Unreadable
    {
        get
        {
            if (!string.IsNullOrEmpty(Currency) && Code is null) yield return "currency";
        }
    }
}
