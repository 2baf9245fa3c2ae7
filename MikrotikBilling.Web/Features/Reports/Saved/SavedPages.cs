using MikrotikBilling.Core.Notifications;
using MikrotikBilling.Core.Reports;
using MikrotikBilling.Web.Features.Audit;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Reports.Saved;

internal static class SavedPages
{
    internal const string List = "/reports/saved";
    internal const string New = "/reports/saved/new";
    internal const string Schedule = "/settings/reports";

    internal static IServiceCollection AddSavedReportPages(this IServiceCollection services)
    {
        services.AddScoped<SavedDesk>();
        services.AddScoped<IEmailAttachmentSource, ReportAttachment>();
        services.AddAuditSubject("saved-report", "Saved reports", "Saved report", _ => ReportsPages.Overview);
        return services.AddCommandPages(
            new CommandPage("Daily reports", List, "chart", ReportsPermissions.View, "saved stored weekly monthly report history"),
            new CommandPage("Reports that make themselves", Schedule, "settings", ReportsPermissions.Schedule, "settings schedule daily report email"));
    }

    /// <summary>The form that saves this report as it is shown.</summary>
    internal static string Save(string address) => $"{New}?of={Uri.EscapeDataString(address)}";

    internal static string Edit(Guid id) => $"{List}/{id}/edit";
}
