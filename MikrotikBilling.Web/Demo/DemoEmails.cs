using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Customers;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Notifications;
using MikrotikBilling.Core.Subscriptions;
using MikrotikBilling.Core.Subscriptions.Reminders;

namespace MikrotikBilling.Web.Demo;

/// <summary>
/// Reminders of the last two weeks beside what services promised of invoices and payments: most were sent, a few did not arrive, the last ones wait,
/// as the demo has no mail server.
/// </summary>
internal sealed class DemoEmails(DemoStory story, IReadOnlyDictionary<int, CreatedCustomer> made, DateTimeOffset now)
{
    private const int Reminders = 56;
    private const int FailsEach = 97;
    private static readonly TimeSpan LastSent = TimeSpan.FromMinutes(40);

    public void Tell()
    {
        for (var i = 0; i < Reminders; i++)
        {
            var number = i * 5;
            story.Tell(now.AddHours(-6 * (Reminders - i)), (s, token) => made.TryGetValue(number, out var customer) ? RemindAsync(s, customer, token) : Task.CompletedTask);
        }
    }

    /// <summary>What was promised so far went out in the second it was promised in.</summary>
    public static async Task SendAsync(IServiceScopeFactory scopes, Guid tenantId, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentTenant>().Use(tenantId);
        var db = scope.ServiceProvider.GetRequiredService<AppDbContext>();
        var before = now - LastSent;
        await db.Set<OutgoingEmail>().Where(m => m.State == EmailState.Waiting && m.CreatedAt < before)
            .ExecuteUpdateAsync(set => set.SetProperty(m => m.State, EmailState.Sent).SetProperty(m => m.Attempts, 1).SetProperty(m => m.SentAt, m => m.CreatedAt), cancellationToken);
        var ids = await db.Set<OutgoingEmail>().Where(m => m.State == EmailState.Sent).OrderByDescending(m => m.CreatedAt).Select(m => m.Id).ToListAsync(cancellationToken);
        foreach (var id in ids.Where((_, i) => i % FailsEach == 7))
            await db.Set<OutgoingEmail>().Where(m => m.Id == id).ExecuteUpdateAsync(set => set.SetProperty(m => m.State, EmailState.Failed).SetProperty(m => m.SentAt, (DateTimeOffset?)null)
                .SetProperty(m => m.LastError, "The recipient was refused: 550 5.1.1 No such user here"), cancellationToken);
    }

    private static async Task RemindAsync(IServiceProvider services, CreatedCustomer customer, CancellationToken cancellationToken)
    {
        var now = services.GetRequiredService<TimeProvider>().GetUtcNow();
        var person = await services.GetRequiredService<AppDbContext>().Set<Customer>().AsNoTracking().SingleAsync(c => c.Id == customer.CustomerId, cancellationToken);
        await services.GetRequiredService<EmailOutbox>().QueueAsync(
            new EmailRequest(new ExpiryReminder(person.Name, $"Home 10 Mbps ({person.MainUserName})", now.AddDays(3), now, new Money(2500_00, DemoSeed.Currency), null), person.Email, person.Name) { CustomerId = person.Id },
            cancellationToken);
    }
}
