using MikrotikBilling.Core.Reports.Expenses;
using MikrotikBilling.Web.Shell.Components;

namespace MikrotikBilling.Web.Features.Reports.Expenses;

internal static class ExpenseLabels
{
    public static IReadOnlyList<SelectOption> Ways => [.. Enum.GetValues<ExpenseWay>().Select(w => new SelectOption(w.ToString(), Of(w)))];

    public static string Of(ExpenseWay way) => ExpenseWords.Of(way).Capitalised;
}
