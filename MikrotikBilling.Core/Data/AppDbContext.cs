using System.Data;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using MikrotikBilling.Core.Data.Counts;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Staff;

namespace MikrotikBilling.Core.Data;

/// <summary>
/// The one context. Each provider has a thin class of its own so that three migration sets live side by side. There are no
/// <c>DbSet</c> properties: <c>db.Set&lt;Customer&gt;()</c> names the feature it reaches into.
/// </summary>
public abstract class AppDbContext(DbContextOptions options, CurrentTenant tenant)
    : IdentityUserContext<StaffMember, Guid>(options)
{
    private readonly Queue<Func<CancellationToken, Task>> _beforeCommit = [];
    private readonly List<Action> _afterCommit = [];
    private readonly CountCapture _counts = new();
    private IChangeWatcher? _watcher;
    private bool _commitsItself;

    /// <summary>Compared by the tenant filter; nobody's when no tenant is chosen.</summary>
    public Guid TenantId => tenant.Id ?? Guid.Empty;

    public bool InTransaction => Database.CurrentTransaction is not null;

    /// <summary>
    /// Runs work and commits it as one transaction; a call inside another joins it. On SQLite the process-wide write gate is held
    /// meanwhile, so there must be no I/O but the database's in it. When it throws, nothing is kept and the context forgets its entities.
    /// </summary>
    public Task<T> InTransactionAsync<T>(Func<CancellationToken, Task<T>> work, CancellationToken cancellationToken) =>
        InTransactionAsync(work, IsolationLevel.Unspecified, cancellationToken);

    /// <param name="isolation">What the work must see; counts for nothing inside another transaction.</param>
    public async Task<T> InTransactionAsync<T>(Func<CancellationToken, Task<T>> work, IsolationLevel isolation, CancellationToken cancellationToken)
    {
        if (InTransaction) return await work(cancellationToken);

        T result;
        using (await EnterWriteGateAsync(cancellationToken))
        {
            await using var transaction = await Database.BeginTransactionAsync(isolation, cancellationToken);
            _commitsItself = true;
            try
            {
                result = await work(cancellationToken);
                await RunBeforeCommitAsync(cancellationToken);
                using (Detected())
                {
                    if (_watcher is not null) await _watcher.CommittingAsync(cancellationToken);
                }
                await this.BulkInsertAsync(_counts.Take(), cancellationToken);
                await transaction.CommitAsync(cancellationToken);
            }
            catch
            {
                _beforeCommit.Clear();
                _afterCommit.Clear();
                _counts.Clear();
                _watcher?.RolledBack();
                ChangeTracker.Clear();
                throw;
            }
            finally
            {
                _commitsItself = false;
            }
        }
        RunAfterCommit();
        return result;
    }

    public Task InTransactionAsync(Func<CancellationToken, Task> work, CancellationToken cancellationToken) =>
        InTransactionAsync(async token =>
        {
            await work(token);
            return true;
        }, cancellationToken);

    /// <summary>
    /// One change as one transaction: a refusal keeps nothing, and a row that somebody else saved meanwhile makes it <see cref="Refusal.Stale"/>.
    /// </summary>
    public async Task<Result<T>> ChangeAsync<T>(Func<CancellationToken, Task<Result<T>>> work, CancellationToken cancellationToken)
    {
        try
        {
            return await InTransactionAsync(async token =>
            {
                var result = await work(token);
                return result.Ok ? result : throw new RefusedException(result.Refusal);
            }, cancellationToken);
        }
        catch (RefusedException e)
        {
            return e.Refusal;
        }
        catch (Exception e) when (e is DbUpdateConcurrencyException || e.IsDeadlock())
        {
            return Refusal.Stale;
        }
    }

    /// <summary>Last of all in the present transaction, once whoever began it is done; forgotten when it is rolled back.</summary>
    public void BeforeCommit(Func<CancellationToken, Task> work)
    {
        if (!InTransaction) throw new InvalidOperationException("There is no transaction that it could belong to.");
        _beforeCommit.Enqueue(work);
    }

    /// <summary>Calls back once the present changes are durable (wake a lane, refresh a page); forgotten when they are rolled back.</summary>
    public void AfterCommit(Action action) => _afterCommit.Add(action);

    /// <summary>Tells of a change to a kept count that no tracked entity shows; written with the transaction that it happens in.</summary>
    public void Count(Guid tenantId, string name, string key, int change)
    {
        if (!InTransaction) throw new InvalidOperationException("Counts change with the rows, in one transaction.");
        _counts.Add(tenantId, name, key, change);
    }

    /// <summary>Shows every save of this context to the watcher from now on.</summary>
    public void Watch(IChangeWatcher watcher) => _watcher = watcher;

    /// <summary>The save fails as stale unless the stored row still has the version that the form was made from.</summary>
    public void Expect(IVersioned entity, int version) => Entry(entity).Property(nameof(IVersioned.Version)).OriginalValue = version;

    public override async Task<int> SaveChangesAsync(bool acceptAllChangesOnSuccess, CancellationToken cancellationToken = default)
    {
        ChangeTracker.DetectChanges();
        using var known = Detected();
        Stamp();
        if (InTransaction) return await SaveWatchedAsync(acceptAllChangesOnSuccess, cancellationToken);

        int count;
        using (await EnterWriteGateAsync(cancellationToken))
        {
            try
            {
                count = await SaveWatchedAsync(acceptAllChangesOnSuccess, cancellationToken);
            }
            catch
            {
                _afterCommit.Clear();
                throw;
            }
        }
        RunAfterCommit();
        return count;
    }

    public override int SaveChanges(bool acceptAllChangesOnSuccess) =>
        throw new NotSupportedException("Use SaveChangesAsync: writes queue at the gate.");

    /// <summary>Waits for the right to write; the default provider needs none.</summary>
    protected virtual ValueTask<IDisposable?> EnterWriteGateAsync(CancellationToken cancellationToken) => ValueTask.FromResult<IDisposable?>(null);

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) => Conventions.Configure(configurationBuilder);

    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);
        builder.ApplyConfigurationsFromAssembly(typeof(AppDbContext).Assembly);
        Conventions.Apply(builder, this);
    }

    private async Task<int> SaveWatchedAsync(bool acceptAllChangesOnSuccess, CancellationToken cancellationToken)
    {
        _watcher?.Saving(_commitsItself);
        _counts.Saving(ChangeTracker.Entries());
        var alone = InTransaction ? [] : _counts.Take(saving: true);
        AddRange(alone);
        try
        {
            var count = await base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);
            _counts.Saved();
            return count;
        }
        catch
        {
            _watcher?.SaveFailed();
            throw;
        }
        finally
        {
            foreach (var row in alone) Entry(row).State = EntityState.Detached;
        }
    }

    /// <summary>Changes were detected: what comes until the end of the save sets states itself, and need not look through all entities again.</summary>
    private DetectedScope Detected()
    {
        ChangeTracker.AutoDetectChangesEnabled = false;
        return new DetectedScope(ChangeTracker);
    }

    private readonly struct DetectedScope(ChangeTracker tracker) : IDisposable
    {
        public void Dispose() => tracker.AutoDetectChangesEnabled = true;
    }

    private void Stamp()
    {
        foreach (var entry in ChangeTracker.Entries())
        {
            if (entry.State == EntityState.Added && entry.Entity is ITenantOwned owned)
            {
                if (owned.TenantId == Guid.Empty) owned.TenantId = tenant.Required;
                else if (tenant.Id is { } id && id != owned.TenantId)
                    throw new InvalidOperationException($"A {entry.Metadata.ShortName()} of another tenant cannot be added here.");
            }
            if (entry.State == EntityState.Modified && entry.Entity is IVersioned)
                entry.Property(nameof(IVersioned.Version)).CurrentValue = (int)entry.Property(nameof(IVersioned.Version)).OriginalValue! + 1;
        }
    }

    private sealed class RefusedException(Refusal refusal) : Exception(refusal.Message)
    {
        public Refusal Refusal { get; } = refusal;
    }

    private async Task RunBeforeCommitAsync(CancellationToken cancellationToken)
    {
        while (_beforeCommit.TryDequeue(out var work)) await work(cancellationToken);
    }

    private void RunAfterCommit()
    {
        if (_afterCommit.Count == 0) return;
        var actions = _afterCommit.ToArray();
        _afterCommit.Clear();
        foreach (var action in actions) action();
    }
}
