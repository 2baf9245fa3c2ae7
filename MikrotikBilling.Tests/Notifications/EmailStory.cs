using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Notifications;
using MikrotikBilling.Core.Notifications.Templates;
using MikrotikBilling.Core.Tenants;
using MikrotikBilling.Tests.Support;

namespace MikrotikBilling.Tests.Notifications;

/// <summary>Sentences for emails.</summary>
internal static class EmailStory
{
    public static EmailTemplateKind Note { get; } = new("note", "Note", "For tests.", "A note for {{customer}}", "Hello {{customer}},\n\nsee [here]({{link}}).\n\n{{company}}",
        EmailPlaceholder.Customer, EmailPlaceholder.Company, EmailPlaceholder.Link("Where to look", "https://example.net/x"));

    public static SaveEmailSettings Server { get; } = new() { Host = "mail.test.example", UserName = "isp", Password = "a mail password", FromAddress = "billing@test.example" };

    /// <summary>A company whose emails go to the fake, by a clock that stands.</summary>
    public static async Task<(TestApp App, FakeEmailTransport Transport)> StartAsync(DatabaseProvider provider = DatabaseProvider.Sqlite, bool isSetUp = true, Action<IServiceCollection>? configure = null)
    {
        var transport = new FakeEmailTransport();
        var app = await TestApp.StartAsync(provider, new FakeClock(), configure: services =>
        {
            services.AddSingleton<IEmailTransport>(transport);
            services.AddEmailTemplate(Note);
            configure?.Invoke(services);
        });
        if (isSetUp) await app.SetUpEmailAsync();
        return (app, transport);
    }

    public static async Task SetUpEmailAsync(this TestApp app, SaveEmailSettings? settings = null) =>
        Scenario.Value(await app.With<EmailSettingsService, Result<EmailSettings>>(s => s.SaveAsync(settings ?? Server, null, CancellationToken.None)));

    public static EmailRequest To(string? address, string name = "Jane Doe", string? key = null) =>
        new(new NoteContent(name, "https://example.net/x"), address, name) { DedupeKey = key };

    public static Task<Guid?> QueueAsync(this TestApp app, EmailRequest request) => app.With<EmailOutbox, Guid?>(o => o.QueueAsync(request, CancellationToken.None));

    public static Task<DeliveryCount> DeliverAsync(this TestApp app) => app.Services.GetRequiredService<EmailDelivery>().DeliverDueAsync(CancellationToken.None);

    public static Task<OutgoingEmail> EmailAsync(this TestApp app, Guid? id) => app.Db(db => db.Set<OutgoingEmail>().AsNoTracking().SingleAsync(m => m.Id == id));

    public static Task<List<OutgoingEmail>> EmailsAsync(this TestApp app) => app.Db(db => db.Set<OutgoingEmail>().AsNoTracking().OrderBy(m => m.CreatedAt).ThenBy(m => m.Id).ToListAsync());

    /// <summary>A node claims it and is never heard of again.</summary>
    public static Task<bool> CrashAsync(this TestApp app, Guid id) =>
        app.Db(async db =>
        {
            (await new OutgoingEmails(db, app.Clock).ClaimAsync(id, app.Clock.GetUtcNow() + EmailDelivery.Lease, CancellationToken.None)).ShouldBeTrue();
            return true;
        });
}

internal sealed record NoteContent(string Customer, string? Link) : IEmailContent
{
    public string Kind => "note";

    public IReadOnlyDictionary<string, string?> Values(TenantInfo tenant) => new Dictionary<string, string?>(StringComparer.Ordinal) { ["customer"] = Customer, ["link"] = Link };
}
