using MikrotikBilling.Core.Notifications;
using MikrotikBilling.Web.Features.Audit;
using MikrotikBilling.Web.Features.Notifications.Notices;
using MikrotikBilling.Web.Shell;

namespace MikrotikBilling.Web.Features.Notifications;

public static class NotificationsPages
{
    internal const string Emails = "/emails";
    internal const string Settings = "/settings/email";
    internal const string Test = "/settings/email/test";
    internal const string Reminders = "/settings/email/reminders";
    internal const string Digest = "/settings/email/digest";
    internal const string Templates = "/settings/email/templates";

    public static IServiceCollection AddNotificationsPages(this IServiceCollection services)
    {
        services.AddScoped<IBell, NoticesBell>();
        services.AddNoticeSource<InstallationNotices>(InstallationNotices.Disk, InstallationNotices.Browser);
        services.AddAuditSubject("email", "Emails", "Email", id => $"{Emails}/{id}");
        services.AddAuditSubject("email-template", "Email templates", "Email template", _ => Templates);
        return services.AddNavigation(new NavigationItem("System", 88, "Emails", Emails, "mail", NotificationsPermissions.View, Key: 'e'));
    }
}
