using Microsoft.EntityFrameworkCore;
using MikrotikBilling.Core.Customers;
using MikrotikBilling.Core.Data;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Notifications;
using MikrotikBilling.Core.Staff;
using MikrotikBilling.Core.Subscriptions.Reminders;

namespace MikrotikBilling.Web.Demo;

/// <summary>Reminders of the last two weeks: most were sent, one did not arrive, the last ones wait, as the demo has no mail server.</summary>
internal sealed class DemoEmails(IServiceScopeFactory scopes, DemoClock clock, StaffMember owner)
{
    private const int Sent = 56;
    private const int Waiting = 3;

    public async Task MakeAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentTenant>().Use(owner.TenantId);
        var db = scope.ServiceProvider.GetRequiredService<AppDbContext>();
        var outbox = scope.ServiceProvider.GetRequiredService<EmailOutbox>();
        var people = await db.Set<Customer>().AsNoTracking().Where(c => c.Email != null && c.MainUserName != null).OrderBy(c => c.Number).Take(Sent + 1 + Waiting).ToListAsync(cancellationToken);
        foreach (var (i, person) in people.Index())
        {
            var written = now.AddHours(-6 * (people.Count - i));
            clock.TravelTo(written);
            var id = await outbox.QueueAsync(new EmailRequest(new ExpiryReminder(person.Name, $"Home 10 Mbps ({person.MainUserName})", written.AddDays(3), written, new Money(1500_00, "KES"), null), person.Email, person.Name)
            {
                CustomerId = person.Id,
            }, cancellationToken);
            var row = db.Set<OutgoingEmail>().Where(m => m.Id == id);
            if (i < Sent)
                await row.ExecuteUpdateAsync(set => set.SetProperty(m => m.State, EmailState.Sent).SetProperty(m => m.Attempts, 1).SetProperty(m => m.SentAt, written.AddSeconds(2)), cancellationToken);
            else if (i == Sent)
                await row.ExecuteUpdateAsync(set => set.SetProperty(m => m.State, EmailState.Failed).SetProperty(m => m.Attempts, 1)
                    .SetProperty(m => m.LastError, "The recipient was refused: 550 5.1.1 No such user here"), cancellationToken);
        }
    }
}
