using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace MikrotikBilling.Core.Data.Migrations.SqlServer
{
    /// <inheritdoc />
    public partial class ByteOrder : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateIndex(
                name: "IX_CustomerSessions_TenantId_Address",
                table: "CustomerSessions",
                columns: new[] { "TenantId", "Address" },
                filter: "\"EndedAt\" IS NULL");

            migrationBuilder.CreateIndex(
                name: "IX_CustomerSessions_TenantId_CallerId",
                table: "CustomerSessions",
                columns: new[] { "TenantId", "CallerId" },
                filter: "\"EndedAt\" IS NULL");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_CustomerSessions_TenantId_Address",
                table: "CustomerSessions");

            migrationBuilder.DropIndex(
                name: "IX_CustomerSessions_TenantId_CallerId",
                table: "CustomerSessions");
        }
    }
}
