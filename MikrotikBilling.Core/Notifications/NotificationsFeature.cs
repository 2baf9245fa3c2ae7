using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using MikrotikBilling.Core.Data.Invariants;
using MikrotikBilling.Core.Data.Jobs;
using MikrotikBilling.Core.Notifications.Notices;
using MikrotikBilling.Core.Notifications.Templates;
using MikrotikBilling.Core.Staff;

namespace MikrotikBilling.Core.Notifications;

public static class NotificationsPermissions
{
    public const string View = "notifications.view";
    public const string Manage = "notifications.manage";
}

public static class NotificationsFeature
{
    public static IServiceCollection AddNotifications(this IServiceCollection services)
    {
        services.TryAddSingleton<IEmailTransport, SmtpTransport>();
        services.AddSingleton<EmailSignal>();
        services.AddSingleton<EmailDelivery>();
        services.AddSingleton<EmailSender>();
        services.AddSingleton<EmailSettingsCache>();
        services.AddSingleton<EmailTemplateCache>();
        services.AddSingleton<EmailTemplateCatalog>();
        services.AddScoped<EmailOutbox>();
        services.AddScoped<EmailQueries>();
        services.AddInvariants([new EmailsGoOut()]);
        services.AddScoped<EmailService>();
        services.AddScoped<EmailSettingsQueries>();
        services.AddScoped<EmailSettingsService>();
        services.AddScoped<EmailTemplates>();
        services.AddScoped<EmailTemplateQueries>();
        services.AddScoped<EmailTemplateService>();
        services.AddJob<SendEmailsJob>(SendEmailsJob.Key, "30 * * * * ?", TimeSpan.FromMinutes(1));
        services.AddJob<PurgeEmailsJob>(PurgeEmailsJob.Key, "0 50 3 * * ?", TimeSpan.FromDays(1));
        services.AddPermission(NotificationsPermissions.View, "See which emails were sent to customers, and which wait or failed", StaffRole.Support, StaffRole.Accountant);
        services.AddPermission(NotificationsPermissions.Manage, "Send a waiting or failed email now, or call it off", StaffRole.Support, StaffRole.Accountant);
        return services.AddNotices();
    }

    private static IServiceCollection AddNotices(this IServiceCollection services)
    {
        services.AddSingleton<NoticeCatalog>();
        services.AddSingleton<NoticeBoard>();
        services.AddSingleton<NoticeDigests>();
        services.AddScoped<NoticeEmails>();
        services.AddScoped<NoticeService>();
        services.AddScoped<NoticeQueries>();
        services.AddScoped<NoticeDesk>();
        services.AddEmailTemplate(NoticeLetter.Template);
        services.AddEmailTemplate(DigestLetter.Template);
        services.AddNoticeSource<JobNotices>(JobNotices.Cause);
        services.AddNoticeSource<EmailNotices>(EmailNotices.Cause);
        services.AddJob<WatchNoticesJob>(WatchNoticesJob.Key, "10 * * * * ?", TimeSpan.FromMinutes(1));
        services.AddJob<DigestNoticesJob>(DigestNoticesJob.Key, "20 */5 * * * ?", TimeSpan.FromMinutes(5));
        services.AddJob<PurgeNoticesJob>(PurgeNoticesJob.Key, "0 55 3 * * ?", TimeSpan.FromDays(1));
        return services;
    }

    /// <summary>Declares a reason to tell the staff something.</summary>
    public static IServiceCollection AddNoticeCause(this IServiceCollection services, NoticeCause cause) => services.AddSingleton(cause);

    /// <summary>Declares who is asked each minute for the state of these causes.</summary>
    public static IServiceCollection AddNoticeSource<T>(this IServiceCollection services, params IReadOnlyList<NoticeCause> causes) where T : class, INoticeSource
    {
        foreach (var cause in causes) services.AddNoticeCause(cause);
        return services.AddScoped<INoticeSource, T>();
    }

    /// <summary>Declares an email that a feature sends, with its words and what may stand in them.</summary>
    public static IServiceCollection AddEmailTemplate(this IServiceCollection services, EmailTemplateKind kind) => services.AddSingleton(kind);

    /// <summary>Starts sending with the web server; the command line runs <c>send-emails</c> by hand instead.</summary>
    public static IServiceCollection RunEmailsInBackground(this IServiceCollection services) => services.AddHostedService(p => p.GetRequiredService<EmailSender>()).AddHostedService<NoticeKeeper>();
}
