using Microsoft.EntityFrameworkCore.Migrations;
using MikrotikBilling.Core.Audit;

#nullable disable

namespace MikrotikBilling.Core.Data.Migrations.SqlServer
{
    /// <inheritdoc />
    public partial class Desk : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_AuditEntries_TenantId_CustomerId_Id",
                table: "AuditEntries");

            migrationBuilder.DropIndex(
                name: "IX_AuditEntries_TenantId_Id",
                table: "AuditEntries");

            migrationBuilder.DropIndex(
                name: "IX_AuditEntries_TenantId_SubjectId_Id",
                table: "AuditEntries");

            migrationBuilder.AddColumn<string>(
                name: "Changes",
                table: "AuditEntries",
                type: "nvarchar(4000)",
                maxLength: 4000,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Door",
                table: "AuditEntries",
                type: "nvarchar(32)",
                maxLength: 32,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Via",
                table: "AuditEntries",
                type: "nvarchar(64)",
                maxLength: 64,
                nullable: true);

            migrationBuilder.CreateIndex(
                name: "IX_AuditEntries_TenantId_ActorId_At_Id",
                table: "AuditEntries",
                columns: new[] { "TenantId", "ActorId", "At", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_AuditEntries_TenantId_At_Id",
                table: "AuditEntries",
                columns: new[] { "TenantId", "At", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_AuditEntries_TenantId_CustomerId_At_Id",
                table: "AuditEntries",
                columns: new[] { "TenantId", "CustomerId", "At", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_AuditEntries_TenantId_Subject_At_Id",
                table: "AuditEntries",
                columns: new[] { "TenantId", "Subject", "At", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_AuditEntries_TenantId_SubjectId_At_Id",
                table: "AuditEntries",
                columns: new[] { "TenantId", "SubjectId", "At", "Id" });

            migrationBuilder.ProtectAuditEntries();
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_AuditEntries_TenantId_ActorId_At_Id",
                table: "AuditEntries");

            migrationBuilder.DropIndex(
                name: "IX_AuditEntries_TenantId_At_Id",
                table: "AuditEntries");

            migrationBuilder.DropIndex(
                name: "IX_AuditEntries_TenantId_CustomerId_At_Id",
                table: "AuditEntries");

            migrationBuilder.DropIndex(
                name: "IX_AuditEntries_TenantId_Subject_At_Id",
                table: "AuditEntries");

            migrationBuilder.DropIndex(
                name: "IX_AuditEntries_TenantId_SubjectId_At_Id",
                table: "AuditEntries");

            migrationBuilder.DropColumn(
                name: "Changes",
                table: "AuditEntries");

            migrationBuilder.DropColumn(
                name: "Door",
                table: "AuditEntries");

            migrationBuilder.DropColumn(
                name: "Via",
                table: "AuditEntries");

            migrationBuilder.CreateIndex(
                name: "IX_AuditEntries_TenantId_CustomerId_Id",
                table: "AuditEntries",
                columns: new[] { "TenantId", "CustomerId", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_AuditEntries_TenantId_Id",
                table: "AuditEntries",
                columns: new[] { "TenantId", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_AuditEntries_TenantId_SubjectId_Id",
                table: "AuditEntries",
                columns: new[] { "TenantId", "SubjectId", "Id" });
        }
    }
}
