namespace MikrotikBilling.Core.Data;

/// <summary>
/// Sees every save of one unit of work and keeps something of its own with it. Audit implements it: what a transaction changed in several steps
/// is written once, before it commits.
/// </summary>
public interface IChangeWatcher
{
    /// <summary>Before a save, with the changes detected. Within a transaction of <c>InTransactionAsync</c> more saves may follow.</summary>
    void Saving(bool inTransaction);

    /// <summary>The save that was announced last failed; its changes are still tracked.</summary>
    void SaveFailed();

    /// <summary>The last moment of a transaction.</summary>
    Task CommittingAsync(CancellationToken cancellationToken);

    /// <summary>The transaction was rolled back.</summary>
    void RolledBack();
}

/// <summary>The history of what people, programs and jobs did, for features below Audit, which implements it.</summary>
public interface IJournal
{
    /// <summary>Adds one line to the caller's unit of work: both are saved together or not at all.</summary>
    /// <param name="action">Noun and past verb: <c>settings.edited</c>.</param>
    /// <param name="subject">Kind of the record: <c>settings</c>.</param>
    /// <param name="summary">One line for people; no secrets.</param>
    /// <param name="customerId">The customer whose history it belongs to, when there is one.</param>
    void Record(string action, string subject, Guid subjectId, string summary, Guid? customerId = null);
}

/// <summary>Left out of the before and after of the history: derived values, readings, counters.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Property)]
public sealed class UnauditedAttribute : Attribute;

/// <summary>The history says that it changed, and never what it was. Names that say so themselves (password, secret, token) need no mark.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SensitiveAttribute : Attribute;
